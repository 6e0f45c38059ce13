// Where the view is: a point on the ground, and the eye around it. Pure numbers, no drawing.

const RAD = Math.PI / 180;
export const VIEW_ANGLE = 32;
const NEAREST_M = 40;
const TILTS_DEG = [0, 80];
const ROOM = 1.2; // how much wider than the city the widest view may be
const EYE_ABOVE_GROUND_M = 6;
const MARGIN = 0.15; // how far beyond the city's edge the looked-at point may go, as a share of its size
const STEEPEST_FOR_GROUND = 0.02; // a ray flatter than this meets no ground worth grabbing

const clamp = (value, [low, high]) => Math.min(Math.max(value, low), high);
const turn = (degrees) => ((degrees % 360) + 540) % 360 - 180;

export class Camera {
  constructor(space) {
    this.space = space;
    this.size = [1, 1];
    this.left = 0; // where its picture begins, in pixels from the left: two of them stand beside each other at times
    this.part = 1; // how much of the window's height its picture takes, from the top; below it the city goes on
    this.state = { ...space.home };
    this.limit();
  }

  groundAt(x, y) {
    const { size, values } = this.space.heights;
    if (size === 1) return values[0];
    const [xmin, ymin, xmax, ymax] = this.space.bounds;
    const u = clamp((x - xmin) / (xmax - xmin), [0, 1]) * (size - 1);
    const v = clamp((y - ymin) / (ymax - ymin), [0, 1]) * (size - 1);
    const i = Math.min(Math.floor(u), size - 2);
    const j = Math.min(Math.floor(v), size - 2);
    const [a, b] = [u - i, v - j];
    const at = (row, column) => values[row * size + column];
    return (at(j, i) * (1 - a) + at(j, i + 1) * a) * (1 - b) + (at(j + 1, i) * (1 - a) + at(j + 1, i + 1) * a) * b;
  }

  // The eye, the point it looks at, and the directions of the picture's axes.
  pose() {
    const { x, y, distance, bearing, tilt } = this.state;
    const z = this.groundAt(x, y);
    const [sb, cb, st, ct] = [Math.sin(bearing * RAD), Math.cos(bearing * RAD), Math.sin(tilt * RAD), Math.cos(tilt * RAD)];
    const eye = [x - sb * st * distance, y - cb * st * distance, z + ct * distance];
    eye[2] = Math.max(eye[2], this.groundAt(eye[0], eye[1]) + EYE_ABOVE_GROUND_M);
    const target = [x, y, z];
    const forward = unit(minus(target, eye));
    const right = [cb, -sb, 0];
    return { eye, target, forward, right, up: cross(right, forward) };
  }

  // The lens that draws the whole window, of which the picture is the upper part: its angle from top to foot, and by how
  // much its middle lies above that of the window, as a share of half the height.
  get lens() {
    const half = Math.tan((VIEW_ANGLE / 2) * RAD) / this.part;
    return { angle: (2 * Math.atan(half)) / RAD, shift: this.part - 1 };
  }

  // As near as the highest thing allows, so that the depth buffer can tell a road from its ground.
  range(eye) {
    const [xmin, ymin, xmax, ymax] = this.space.bounds;
    const [dx, dy] = [Math.max(eye[0] - xmin, xmax - eye[0]), Math.max(eye[1] - ymin, ymax - eye[1])];
    const height = eye[2] - this.groundAt(eye[0], eye[1]);
    const near = Math.max(1, this.state.distance * 0.03, (height - 160) * 0.6);
    return [near, Math.hypot(dx, dy, eye[2]) * 1.05 + near];
  }

  set(values) {
    this.state = { ...this.state, ...values };
    this.limit();
  }

  limit() {
    const s = this.state;
    const [xmin, ymin, xmax, ymax] = this.space.bounds;
    const [mx, my] = [(xmax - xmin) * MARGIN, (ymax - ymin) * MARGIN];
    s.distance = clamp(s.distance, this.distances());
    s.tilt = clamp(s.tilt, TILTS_DEG);
    s.bearing = turn(s.bearing);
    s.x = clamp(s.x, [xmin - mx, xmax + mx]);
    s.y = clamp(s.y, [ymin - my, ymax + my]);
  }

  // As far as the whole city fits into the window, and no farther.
  distances() {
    const [xmin, ymin, xmax, ymax] = this.space.bounds;
    const [width, height] = this.size;
    const whole = Math.max(ymax - ymin, (xmax - xmin) * (height / width)) / (2 * Math.tan((VIEW_ANGLE / 2) * RAD));
    return [NEAREST_M, Math.max(whole * ROOM, this.space.home.distance)];
  }

  get middle() { return [this.left + this.size[0] / 2, this.size[1] / 2]; }

  // The direction in which a point of the screen (CSS pixels) lies.
  ray(px, py) {
    const { eye, forward, right, up } = this.pose();
    const [width, height] = this.size;
    const half = Math.tan((VIEW_ANGLE / 2) * RAD);
    const a = ((2 * (px - this.left)) / width - 1) * half * (width / height);
    const b = (1 - (2 * py) / height) * half;
    return { origin: eye, direction: unit(forward.map((f, i) => f + a * right[i] + b * up[i])) };
  }

  // Where a point of the screen meets the level of the looked-at ground; far away for the sky.
  ground(px, py, level = this.groundAt(this.state.x, this.state.y)) {
    const { origin, direction } = this.ray(px, py);
    const fall = Math.max(-direction[2], STEEPEST_FOR_GROUND);
    const t = Math.max(origin[2] - level, 1) / fall;
    return [origin[0] + direction[0] * t, origin[1] + direction[1] * t];
  }

  project(x, y, z) {
    const { eye, forward, right, up } = this.pose();
    const d = minus([x, y, z], eye);
    const depth = dot(d, forward);
    const [width, height] = this.size;
    const half = Math.tan((VIEW_ANGLE / 2) * RAD);
    return {
      x: this.left + (width / 2) * (1 + dot(d, right) / (depth * half * (width / height))),
      y: (height / 2) * (1 - dot(d, up) / (depth * half)),
      visible: depth > 0,
    };
  }

  // Moves the ground so that the point grabbed before lies under the pointer again.
  drag(grabbed, px, py) {
    const [x, y] = this.ground(px, py);
    this.set({ x: this.state.x + grabbed[0] - x, y: this.state.y + grabbed[1] - y });
  }

  zoomAt(factor, px, py) {
    const [x, y] = this.ground(px, py);
    const before = this.state.distance;
    const distance = clamp(before * factor, this.distances());
    const share = distance / before;
    this.set({ distance, x: x + (this.state.x - x) * share, y: y + (this.state.y - y) * share });
  }

  // Moves by shares of the window: right and ahead as seen.
  step(right, ahead) {
    const { x, y, distance, bearing } = this.state;
    const [sb, cb] = [Math.sin(bearing * RAD), Math.cos(bearing * RAD)];
    this.set({ x: x + (right * cb + ahead * sb) * distance, y: y + (ahead * cb - right * sb) * distance });
  }

  metresPerPixel() {
    return (2 * this.state.distance * Math.tan((VIEW_ANGLE / 2) * RAD)) / this.size[1];
  }

  // Screen height of the horizon in pixels from the top.
  horizon() {
    const { forward } = this.pose();
    const pitch = Math.asin(forward[2]);
    return (this.size[1] / 2) * (1 + Math.tan(pitch) / Math.tan((VIEW_ANGLE / 2) * RAD));
  }
}

// Between two states, `share` from 0 to 1: bearings the short way round, distances by their ratio.
export function between(from, to, share) {
  const mix = (a, b) => a + (b - a) * share;
  return {
    x: mix(from.x, to.x),
    y: mix(from.y, to.y),
    distance: Math.exp(mix(Math.log(from.distance), Math.log(to.distance))),
    bearing: from.bearing + turn(to.bearing - from.bearing) * share,
    tilt: mix(from.tilt, to.tilt),
  };
}

export const minus = (a, b) => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
export const unit = (a) => {
  const length = Math.hypot(...a) || 1;
  return [a[0] / length, a[1] / length, a[2] / length];
};
