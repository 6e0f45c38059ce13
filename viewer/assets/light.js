// Where the light comes from: unit directions and strengths. South-west, so that roofs are exactly their colour.

export const SUN = { direction: [-0.469, -0.469, 0.7483], intensity: 0.8 };
export const SKY = { direction: [0.2905, 0.4908, 0.8213], intensity: 0.49 };
