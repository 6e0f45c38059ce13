// Sun and shade at the page's moment. The server gives where the sun stands and one picture of the city from above:
// red is shade on the ground, green on roofs and crowns. Each mesh looks its own shade up there while it is drawn, so
// that streets, roofs and slopes have it without a mesh of its own, and nothing lies over anything.

import { cross, minus, unit } from './camera.js';
import { lightScene, sunLight } from './light.js';

const TALL = new Set(['buildings', 'building_parts', 'trees']); // layers that are seen from above as what they are
const DARK = 0.55; // what shade leaves of a colour
const NIGHT = [0.36, 0.4, 0.52]; // what a night leaves of colours
const NIGHT_AT = -0.105; // the sun's height as a sine: where civil twilight ends
const DAY = [1, 1, 1];

const DECLARED = `//VTK::Light::Dec
uniform sampler2D shadePicture;
uniform vec4 shadeBox; // west, south, and one over width and height
uniform float shadeDark;
uniform float shadeTop;
uniform vec3 shadeTint;
uniform vec3 shadeEye;
uniform vec3 shadeRight;
uniform vec3 shadeUp;
uniform vec3 shadeBack;`;
const SHADED = `//VTK::Light::Impl
  if (shadeDark > 0.0) {
    vec2 shadePlace = shadeEye.xy + vertexVC.x * shadeRight.xy + vertexVC.y * shadeUp.xy + vertexVC.z * shadeBack.xy;
    vec2 shadeAt = (shadePlace - shadeBox.xy) * shadeBox.zw;
    vec2 shadeShares = texture2D(shadePicture, vec2(shadeAt.x, 1.0 - shadeAt.y)).rg;
    float shadeShare = smoothstep(0.35, 0.65, mix(shadeShares.r, shadeShares.g, shadeTop));
    float shadeFlat = abs(dot(normalVCVSOutput, vec3(shadeRight.z, shadeUp.z, shadeBack.z)));
    bool shadeInside = all(greaterThan(shadeAt, vec2(0.0))) && all(lessThan(shadeAt, vec2(1.0)));
    if (shadeInside) gl_FragData[0].rgb *= 1.0 - shadeDark * shadeShare * smoothstep(0.15, 0.4, shadeFlat);
  }
  gl_FragData[0].rgb *= shadeTint;`;
const REPLACED = [['//VTK::Light::Dec', DECLARED], ['//VTK::Light::Impl', SHADED]].map(([originalValue, replacementValue]) => (
  { shaderType: 'Fragment', originalValue, replacementValue, replaceFirst: true, replaceAll: false }
));

const state = (name) => window.trame.state.get(name);

export class Shade {
  constructor(twin) {
    this.twin = twin;
    this.window = twin.view.openglRenderWindow;
    this.met = new WeakSet(); // mappers that look their shade up
    this.url = '';
    twin.tiles.onArrival.add((mesh) => this.meet(mesh));
    window.trame.state.watch(['sun'], () => this.follow());
    this.follow();
  }

  get gl() { return this.window.getContext(); }

  get isOn() { return Boolean(this.towards); }

  // While pictures of the city itself are taken, there is no sun.
  hold(on) {
    this.isHeld = on;
    this.follow();
  }

  async follow() {
    const sun = this.isHeld ? null : state('sun');
    const wanted = sun?.url ?? '';
    this.wanted = wanted;
    if (wanted && wanted !== this.url) {
      const picture = await pictureAt(wanted);
      if (this.wanted !== wanted) return; // another was chosen meanwhile
      if (picture) this.upload(picture);
      this.url = picture ? wanted : '';
      this.box = sun.box;
    } else if (!wanted) this.url = '';
    this.shine(sun?.towards ?? null);
  }

  shine(towards) {
    if (!towards && !this.towards) return;
    this.towards = towards;
    document.documentElement.dataset.sky = !towards || towards[2] > NIGHT_AT / 2 ? 'day' : 'night';
    lightScene(this.twin.view.renderer, towards ? sunLight(towards) : undefined);
    if (towards) for (const mesh of this.twin.tiles.meshes.values()) this.meet(mesh);
    this.twin.draw();
  }

  // A mapper is taught once, when there is first a sun; a mesh that has been painted anew has the same one.
  meet({ actor, layer }) {
    const mapper = actor.getMapper();
    if (!this.isOn || this.met.has(mapper)) return;
    this.met.add(mapper);
    const own = mapper.getViewSpecificProperties();
    own.OpenGL = { ...own.OpenGL, ShaderReplacements: REPLACED };
    own.ShadersCallbacks = [{ userData: TALL.has(layer) ? 1 : 0, callback: (top, cells) => this.tell(cells.getProgram(), top) }];
    mapper.modified();
  }

  // What the program of a mesh has to know, before each drawing.
  tell(program, top) {
    if (!program.isUniformUsed('shadeTint')) return;
    const { gl } = this;
    const [west, south, east, north] = this.box ?? [0, 0, 1, 1];
    const { eye, right, up, back } = this.axes();
    gl.activeTexture(gl.TEXTURE0 + this.unit);
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    program.setUniformi('shadePicture', this.unit);
    program.setUniform4f('shadeBox', west, south, 1 / (east - west), 1 / (north - south));
    program.setUniformf('shadeDark', this.url ? 1 - DARK : 0);
    program.setUniformf('shadeTop', top);
    program.setUniform3f('shadeTint', ...this.tint());
    for (const [name, value] of Object.entries({ shadeEye: eye, shadeRight: right, shadeUp: up, shadeBack: back })) {
      program.setUniform3f(name, ...value);
    }
  }

  // The camera's axes as vtk.js has them: the same for all meshes of a frame.
  axes() {
    const { eye, target, up } = this.twin.camera.pose();
    const back = unit(minus(eye, target));
    const right = unit(cross(up, back));
    return { eye, right, up: cross(back, right), back };
  }

  tint() {
    if (!this.towards) return DAY;
    const night = Math.min(Math.max(this.towards[2] / NIGHT_AT, 0), 1);
    return DAY.map((light, i) => light + night * (NIGHT[i] - light));
  }

  // Red and green of a picture, with smaller ones of it for what is far away.
  upload(picture) {
    const { gl } = this;
    this.unit ??= this.window.getTextureUnitManager().allocate();
    this.texture ??= gl.createTexture();
    gl.activeTexture(gl.TEXTURE0 + this.unit);
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RG8, gl.RG, gl.UNSIGNED_BYTE, picture);
    gl.generateMipmap(gl.TEXTURE_2D);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
    for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, side, gl.CLAMP_TO_EDGE);
    picture.close();
  }
}

async function pictureAt(url) {
  const answer = await fetch(url);
  if (!answer.ok) return null;
  return createImageBitmap(await answer.blob(), { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
}
