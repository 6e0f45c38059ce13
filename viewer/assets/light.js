// Where the light comes from: unit directions and strengths. South-west, so that roofs are exactly their colour.

export const SUN = { direction: [-0.469, -0.469, 0.7483], intensity: 0.8 };
export const SKY = { direction: [0.2905, 0.4908, 0.8213], intensity: 0.49 };

const STRONGEST = 1.05;
const LEVEL = 0.6; // what level ground gets of the sun while it stands high: SUN on it

// The light of a moment's sun: level ground stays as light as the sun's height lets it; none below the horizon.
export function sunLight(towards) {
  const up = towards[2];
  return { direction: towards, intensity: up > 0 ? Math.min(STRONGEST, LEVEL / up) : 0 };
}

// Gives the scene of vtk.js these lights and no others.
export function lightScene(renderer, sun = SUN) {
  renderer.removeAllLights();
  renderer.setLightFollowCamera(false);
  for (const { direction, intensity } of [sun, SKY]) {
    const light = renderer.makeLight();
    light.setLightTypeToSceneLight();
    light.setPosition(...direction);
    light.setFocalPoint(0, 0, 0);
    light.setPositional(false);
    light.setIntensity(intensity);
    renderer.addLight(light);
  }
}
