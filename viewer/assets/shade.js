// Sun and shade at the page's moment, or the hours of sun of its day. The server gives where the sun stands and two
// pictures of the city from above, of each side that is compared. In the first red is shade, or the class of hours, on the
// ground, green on roofs and crowns; the other is of walls: how high the shade reaches up them, or their classes by bands of
// height. Each mesh looks its own up there while it is drawn, so that nothing needs a mesh of its own.

import { lightScene, sunLight } from './light.js';

const TALL = new Set(['buildings', 'building_parts', 'trees']); // layers that are seen from above as what they are
const WOODED = 'green_space'; // on the ground, but for the crowns of woods
// Layers that are painted by hours: surfaces. What stands or lies on them as a sign keeps its colours.
const PAINTED = new Set([...TALL, 'ground', 'green_space', 'vacant_land', 'land_use', 'water', 'streets', 'tracks', 'parking']);
const WALLED = new Set(['buildings', 'building_parts']); // layers whose walls are known
const CLASSES = 7; // as the shader has room for
const SAME = 3; // of what changes, the class that does not
const DARK = 0.55; // what shade leaves of a colour
const GLOW = { light: 0, dark: 0.2 }; // how far the sun lifts a colour towards white
const NIGHT = [0.36, 0.4, 0.52]; // what a night leaves of colours
const NIGHT_AT = -0.105; // the sun's height as a sine: where civil twilight ends
const DAY = [1, 1, 1];

export const isWalled = (layer) => WALLED.has(layer);

const state = (name) => window.trame.state.get(name);

export class Shade {
  constructor(twin) {
    this.twin = twin;
    this.window = twin.view.openglRenderWindow;
    this.url = ''; // of the right side's picture, once all that is wanted is here
    this.sides = {};
    this.textures = new Map(); // by address
    window.trame.state.watch(['sun'], () => this.follow());
    this.follow();
  }

  get gl() { return this.window.getContext(); }

  // What of the sun is drawn on a layer: "moment", "hours", or '' for nothing.
  kindOf(layer) {
    if (!this.url) return '';
    return this.legend ? (PAINTED.has(layer) ? 'hours' : '') : 'moment';
  }

  get isOn() { return Boolean(this.towards); }

  // While pictures of the city itself are taken, there is no sun.
  hold(on) {
    this.isHeld = on;
    this.follow();
  }

  async follow() {
    const sun = this.isHeld ? null : state('sun');
    const sides = (sun?.url && sun.sides) || [];
    const wanted = JSON.stringify(sides);
    this.wanted = wanted;
    if (wanted !== this.shown) {
      const isThere = await this.load(sides);
      if (this.wanted !== wanted) return; // others were chosen meanwhile
      this.shown = wanted;
      this.url = isThere && sides.length ? sun.url : '';
      const [after, before] = sides;
      this.sides = this.url ? { after, before } : {};
      this.forget(sides);
    }
    this.legend = this.url ? sun.legend : null;
    this.twin.surface.follow();
    this.shine(sun?.towards ?? null);
  }

  // Fetches what is not here yet; whether the pictures of both sides are, as far as there are any.
  async load(sides) {
    const wanted = sides.flatMap(({ url, walls }) => [[url, false], [walls, true]]);
    await Promise.all(wanted.map(async ([url, isOfWalls]) => {
      const picture = url && !this.textures.has(url) ? await pictureAt(url) : null;
      if (picture && !this.textures.has(url)) this.textures.set(url, this.upload(picture, isOfWalls));
    }));
    return sides.every(({ url }) => this.textures.has(url));
  }

  forget(sides) {
    const kept = new Set(sides.flatMap(({ url, walls }) => [url, walls]));
    for (const [url, { texture }] of [...this.textures].filter(([each]) => !kept.has(each))) {
      this.gl.deleteTexture(texture);
      this.textures.delete(url);
    }
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
    const side = this.sides[this.twin.drawn] ?? this.sides.after;
    if (!side || !this.kindOf(layer)) return;
    const [west, south, east, north] = side.box;
    const { texture } = this.textures.get(side.url);
    this.bind(program, 'shadePicture', this.units[0], texture);
    program.setUniform4f('shadeBox', west, south, 1 / (east - west), 1 / (north - south));
    program.setUniformf('shadeDark', 1 - DARK);
    program.setUniformf('shadeGlow', GLOW[state('theme')]);
    program.setUniformf('shadeTop', TALL.has(layer) ? 1 : layer === WOODED ? 2 : 0);
    if (isWalled(layer)) this.tellWalls(program, side, texture);
    if (!this.legend) return;
    program.setUniform3fv('sunColours', this.colours());
    program.setUniformi('sunSame', this.legend.has_same ? SAME : -1);
  }

  tellWalls(program, side, other) {
    const walls = this.textures.get(side.walls);
    this.bind(program, 'wallPicture', this.units[1], walls?.texture ?? other); // a picture has to be there
    program.setUniformi('wallKnown', walls ? 1 : 0);
    if (!walls) return;
    program.setUniform2f('wallSize', walls.width, walls.height);
    program.setUniformf('wallFloor', side.floor);
    if (!this.towards) return;
    const [east, north, up] = this.towards;
    const flat = east * east + north * north;
    program.setUniform3f('wallSun', east, north, up);
    program.setUniform2f('wallSlope', (up * east) / flat, (up * north) / flat); // a shadow falls away from the sun
  }

  bind(program, name, unit, texture) {
    const { gl } = this;
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    program.setUniformi(name, unit);
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

  // Red and green of a picture, with smaller ones of it for what is far away; of walls exactly what is in it.
  upload(picture, isOfWalls) {
    const { gl } = this;
    const { width, height } = picture;
    const manager = this.window.getTextureUnitManager();
    this.units ??= [manager.allocate(), manager.allocate()];
    const texture = gl.createTexture();
    gl.activeTexture(gl.TEXTURE0 + this.units[0]);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
    const [kept, read] = isOfWalls ? [gl.RGBA8, gl.RGBA] : [gl.RG8, gl.RG];
    gl.texImage2D(gl.TEXTURE_2D, 0, kept, read, gl.UNSIGNED_BYTE, picture);
    if (!isOfWalls) gl.generateMipmap(gl.TEXTURE_2D);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, isOfWalls ? gl.NEAREST : gl.LINEAR_MIPMAP_LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, isOfWalls ? gl.NEAREST : gl.LINEAR);
    for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, side, gl.CLAMP_TO_EDGE);
    picture.close();
    return { texture, width, height };
  }
}

async function pictureAt(url) {
  const answer = await fetch(url);
  if (!answer.ok) return null;
  return createImageBitmap(await answer.blob(), { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
}
