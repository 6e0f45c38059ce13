// The section box: what lies outside it is neither drawn nor clicked. vtk.js cuts each mesh by six planes; the planes'
// places change without the meshes being told, so moving a side costs no more than a frame.

import { cross, dot, minus } from './camera.js';
import { groundInView } from './inview.js';
import { numberOf, typedNumber } from './numbers.js';
import { Overlay } from './overlay.js';
import { focus } from './panel.js';

const RAD = Math.PI / 180;
const SIDES = { left: [0, -1], right: [0, 1], front: [1, -1], back: [1, 1], bottom: [2, -1], top: [2, 1] };
const FACING = { left: 'right', right: 'left', front: 'back', back: 'front', bottom: 'top', top: 'bottom' };
const THINNEST_M = 1;
const START = 0.15; // of the distance to what is looked at: so far the sides stand when the box is new
const LEAST_HIGH_M = 20;
const DEEP_M = 10; // below the lowest ground
const MOST_M = [100_000, 100_000, 10_000]; // as the server has it: across, along, up
const EVERYWHERE = [0, Infinity];

const state = (name) => window.trame.state.get(name);
const set = (name, value) => window.trame.state.set(name, value);

// What a mapper of vtk.js asks a plane for: its own class cannot be reached from outside of its bundle.
class Plane {
  constructor() {
    this.origin = [0, 0, 0];
    this.normal = [0, 0, 1]; // points to what is kept
  }

  isA(name) { return name === 'vtkPlane'; }

  getOriginByReference() { return this.origin; }

  getNormalByReference() { return this.normal; }

  getMTime() { return 0; }
}

export class Section {
  constructor(twin) {
    this.twin = twin;
    this.planes = Object.keys(SIDES).map(() => new Plane());
    const box = document.querySelector('#section-edges');
    if (box) {
      this.overlay = new Overlay(twin.camera, box);
      twin.overlays.add(() => this.frame());
    }
    twin.tiles.onArrival.add((mesh) => this.cut(mesh));
    window.trame.state.watch(['section'], () => this.follow());
    window.trame.state.watch(['left_panel'], () => twin.draw());
    this.follow();
  }

  get box() { return this.isHeld ? null : state('section'); }

  // While pictures of the city itself are taken, nothing is cut.
  hold(on) {
    this.isHeld = on;
    this.follow();
  }

  follow() {
    const { box, twin } = this;
    if (box) this.place(box);
    if (Boolean(box) !== Boolean(this.isOn)) {
      this.isOn = Boolean(box);
      for (const mesh of twin.tiles.meshes.values()) this.cut(mesh);
    }
    twin.tiles.section = box ? this.planes.map(({ normal, origin }) => [normal, origin]) : [];
    twin.draw();
  }

  cut(mesh) {
    const mapper = mesh.actor.getMapper();
    if (!this.isOn) mapper.removeAllClippingPlanes();
    else for (const plane of this.planes) mapper.addClippingPlane(plane);
  }

  place(box) {
    const axes = axesOf(box);
    const middle = this.middleOf(box);
    Object.entries(SIDES).forEach(([side, [axis, sign]], i) => {
      this.planes[i].normal = axes[axis].map((each) => -sign * each);
      this.planes[i].origin = middle.map((start, k) => start + axes[axis][k] * box[side]);
    });
  }

  middleOf({ x, y }) { return [x, y, this.twin.camera.groundAt(x, y)]; }

  // How far along a ray the box begins and ends; null where the ray misses it.
  span({ origin, direction }) {
    if (!this.isOn) return EVERYWHERE;
    let [near, far] = EVERYWHERE;
    for (const { normal, origin: point } of this.planes) {
      const above = dot(minus(origin, point), normal);
      const rise = dot(direction, normal);
      if (rise > 0) near = Math.max(near, -above / rise);
      else if (rise < 0) far = Math.min(far, -above / rise);
      else if (above < 0) return null;
    }
    return near < far ? [near, far] : null;
  }

  // Buttons and inputs of the panel

  // All four sides in sight, around what is seen alone where something is; the half that is nearer is cut away, so that
  // a cut is seen at once.
  start() {
    const { x, y, distance, bearing } = this.twin.camera.state;
    const turned = Math.round(bearing);
    const alone = state('isolated')?.bounds;
    const side = nice(START * distance);
    const sides = alone ? aroundBounds(alone, turned) : { x, y, left: -side, right: side, back: side };
    this.keep({ ...sides, bearing: turned, front: 0, bottom: this.lowest(), top: this.highest() });
    focus('#section-left');
  }

  end() {
    set('section', null);
    focus(state('left_panel') === 'part' ? '[data-section="start"]' : '#map');
  }

  // As a view says it.
  show(box) {
    if (box) this.keep(box);
    else if (state('section')) set('section', null);
  }

  // Around the ground that the picture shows, up to the highest thing on it.
  fit() {
    const { x, y, bearing } = this.twin.camera.state;
    const box = { x, y, bearing: Math.round(bearing) };
    const [right, ahead] = axesOf(box);
    const corners = groundInView(this.twin.camera).corners.map(([cx, cy]) => [cx - x, cy - y, 0]);
    const [across, along] = [right, ahead].map((axis) => corners.map((corner) => dot(corner, axis)));
    const out = (values, most) => Math.round(most(...values));
    this.keep({
      ...box, left: out(across, Math.min), right: out(across, Math.max), front: out(along, Math.min),
      back: out(along, Math.max), bottom: this.lowest(), top: this.highest(),
    });
  }

  // A box that stands elsewhere goes around some bounds, so that they are not cut away.
  around(bounds) {
    const box = state('section');
    if (!box) return;
    this.keep({ ...box, ...aroundBounds(bounds, box.bearing) });
  }

  centre() {
    const { x, y } = this.twin.camera.state;
    this.keep({ ...state('section'), x, y });
  }

  turn() { this.keep({ ...state('section'), bearing: Math.round(this.twin.camera.state.bearing) }); }

  // What an input has now; where that cannot be, it gets what is.
  take(name, input) {
    const box = state('section');
    const value = numberOf(input.value);
    if (Number.isFinite(value)) {
      const moved = { ...box, [name]: name === 'bearing' ? value % 360 : within(box, name, this.inCity(value)) };
      this.keep(moved, { from: box });
    }
    const kept = state('section');
    input.value = input.type === 'range' ? kept[name] : this.typed(name, kept);
  }

  typed(name, box) { return typedNumber(box[name], state('language')); }

  // No side stands farther from the middle than the city is wide.
  inCity(metres) {
    const [xmin, ymin, xmax, ymax] = this.twin.camera.space.bounds;
    const most = Math.round(Math.hypot(xmax - xmin, ymax - ymin));
    return Math.min(Math.max(metres, -most), most);
  }

  // Sliders go half as far again as the sides stand; those of a box that is changed by hand only ever farther.
  keep(box, { from = {} } = {}) {
    const flat = Math.max(...['left', 'right', 'front', 'back'].map((side) => Math.abs(box[side])));
    const high = Math.max(Math.abs(box.top), Math.abs(box.bottom));
    set('section', { ...box, reach: grown(from.reach, flat), high: grown(from.high, high) });
  }

  // The top of the highest thing in sight, above the ground of the middle.
  highest() {
    const { camera, tiles } = this.twin;
    const ground = camera.groundAt(camera.state.x, camera.state.y);
    const seen = [...tiles.meshes.values()].filter(({ layer, on }) => on && layer === 'buildings');
    return nice(Math.max(LEAST_HIGH_M, ...seen.map(({ bounds }) => bounds[5] - ground)));
  }

  lowest() {
    const { camera } = this.twin;
    const { x, y } = camera.state;
    return Math.floor(Math.min(...camera.space.heights.values) - camera.groundAt(x, y) - DEEP_M);
  }

  // The edges over the picture, while the panel is open.
  frame() {
    const { overlay, box } = this;
    overlay.begin();
    if (box && state('left_panel') === 'part') {
      const [right, ahead] = axesOf(box);
      const middle = this.middleOf(box);
      const corner = (across, along, up) => middle.map((start, k) => start + right[k] * across + ahead[k] * along + (k === 2 ? up : 0));
      const ring = (up) => [[box.left, box.front], [box.right, box.front], [box.right, box.back], [box.left, box.back]].map((at) => corner(...at, up));
      const [low, high] = [ring(Math.max(box.bottom, 0)), ring(box.top)];
      overlay.line(low, 'edge', { closed: true });
      overlay.line(high, 'edge', { closed: true });
      low.forEach((point, i) => overlay.line([point, high[i]], 'edge'));
    }
    overlay.end();
  }
}

// The directions to the right, ahead and up.
function axesOf({ bearing }) {
  const ahead = [Math.sin(bearing * RAD), Math.cos(bearing * RAD), 0];
  return [cross(ahead, [0, 0, 1]), ahead, [0, 0, 1]];
}

// The middle of bounds, and the sides of a box that is turned to a bearing around them.
function aroundBounds([xmin, ymin, xmax, ymax], bearing) {
  const half = [(xmax - xmin) / 2, (ymax - ymin) / 2];
  const [across, along] = axesOf({ bearing }).map((axis) => Math.ceil(Math.abs(axis[0]) * half[0] + Math.abs(axis[1]) * half[1]));
  return { x: (xmin + xmax) / 2, y: (ymin + ymax) / 2, left: -across, right: across, front: -along, back: along };
}

// A side stays on its side of the one that faces it.
function within(box, name, value) {
  const [axis, sign] = SIDES[name];
  const facing = box[FACING[name]];
  const moved = sign < 0 ? Math.min(value, facing - THINNEST_M) : Math.max(value, facing + THINNEST_M);
  return Math.min(Math.max(moved, -MOST_M[axis]), MOST_M[axis]);
}

// A round number that is no less.
function nice(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((n) => n * power).find((n) => n >= value);
}

const grown = (reach, value) => (reach >= value ? reach : nice(1.5 * value));
