// Where the light comes from: unit directions and strengths. South-west, so that roofs are exactly their colour.

export const SUN = { direction: [-0.469, -0.469, 0.7483], intensity: 0.8 };
export const SKY = { direction: [0.2905, 0.4908, 0.8213], intensity: 0.49 };

// Gives the scene of vtk.js these lights and no others.
export function lightScene(renderer) {
  renderer.removeAllLights();
  renderer.setLightFollowCamera(false);
  for (const { direction, intensity } of [SUN, SKY]) {
    const light = renderer.makeLight();
    light.setLightTypeToSceneLight();
    light.setPosition(...direction);
    light.setFocalPoint(0, 0, 0);
    light.setPositional(false);
    light.setIntensity(intensity);
    renderer.addLight(light);
  }
}
