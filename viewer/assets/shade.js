// Sun and shade at the page's moment, or the hours of sun of its day. The server gives where the sun stands and one
// picture of the city from above: red is shade, or the class of hours, on the ground, green on roofs and crowns. Each mesh
// looks its own up there while it is drawn, so that streets, roofs and slopes have it without a mesh of its own.

import { lightScene, sunLight } from './light.js';

const TALL = new Set(['buildings', 'building_parts', 'trees']); // layers that are seen from above as what they are
// Layers that are painted by hours: surfaces. What stands or lies on them as a sign keeps its colours.
const PAINTED = new Set([...TALL, 'ground', 'green_space', 'vacant_land', 'land_use', 'water', 'streets', 'tracks', 'parking']);
const CLASSES = 7; // as the shader has room for
const SAME = 3; // of what changes, the class that does not
const DARK = 0.55; // what shade leaves of a colour
const NIGHT = [0.36, 0.4, 0.52]; // what a night leaves of colours
const NIGHT_AT = -0.105; // the sun's height as a sine: where civil twilight ends
const DAY = [1, 1, 1];

const state = (name) => window.trame.state.get(name);

export class Shade {
  constructor(twin) {
    this.twin = twin;
    this.window = twin.view.openglRenderWindow;
    this.url = '';
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
    this.legend = this.url ? sun.legend : null;
    this.shine(sun?.towards ?? null);
  }

  shine(towards) {
    if (!towards && !this.towards && !this.legend && !this.wasPainted) return;
    this.wasPainted = Boolean(this.legend);
    this.towards = towards;
    document.documentElement.dataset.sky = !towards || towards[2] > NIGHT_AT / 2 ? 'day' : 'night';
    lightScene(this.twin.view.renderer, towards ? sunLight(towards) : undefined);
    this.twin.draw();
  }

  // What the program of a layer's mesh has to know, before each drawing; the shader is in surface.js.
  tell(program, layer) {
    if (!program.isUniformUsed('shadeTint')) return;
    program.setUniform3f('shadeTint', ...this.tint());
    program.setUniformf('shadeDark', this.url && !this.legend ? 1 - DARK : 0);
    program.setUniformi('sunPainted', this.legend && PAINTED.has(layer) ? 1 : 0);
    if (!this.url) return;
    const { gl } = this;
    const [west, south, east, north] = this.box;
    gl.activeTexture(gl.TEXTURE0 + this.unit);
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    program.setUniformi('shadePicture', this.unit);
    program.setUniform4f('shadeBox', west, south, 1 / (east - west), 1 / (north - south));
    program.setUniformf('shadeTop', TALL.has(layer) ? 1 : 0);
    if (!this.legend) return;
    program.setUniform3fv('sunColours', this.colours());
    program.setUniformi('sunSame', this.legend.has_same ? SAME : -1);
  }

  // The classes' colours in the page's theme, as the shader takes them.
  colours() {
    const hexes = this.legend.classes.slice(0, CLASSES).map((each) => each[state('theme')]);
    return hexes.flatMap((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255));
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
