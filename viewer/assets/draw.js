// The drawing tool: points set and objects picked on the map, by mouse, finger, or keys under the cross in its middle.

import { pick } from './pick.js';

const SNAP_PX = 10; // so near to the first point closes an outline, to the last one ends a line
export const LEAST = { point: 1, points: 1, line: 2, polygon: 3 };

// `host` keeps what is drawn: its `draft`, `setPoints()`, `pointBack()`, `finish()`, `interrupted()`.
export class DrawTool {
  constructor(twin, host) {
    this.twin = twin;
    this.host = host;
    this.cursor = null; // where the mouse is, while it is what points
    this.isByKey = false;
    document.addEventListener('keydown', (event) => this.pointBy(event.key !== 'Enter' || this.isByKey), true);
    document.addEventListener('pointerdown', () => this.pointBy(false), true);
  }

  get middle() { return this.twin.camera.middle; }

  // The point of the screen that is aimed at; none between the taps of a finger.
  get aim() { return this.isByKey ? this.middle : this.cursor; }

  // Whoever presses keys points with the cross in the middle, until the mouse moves.
  pointBy(keys) {
    this.isByKey = keys;
    if (keys) this.cursor = null;
    if (this.isOn) this.host.redraw();
  }

  get isOn() { return this.twin.tool.current === this; }

  take() {
    if (!this.isOn) this.twin.tool.take(this);
  }

  release() {
    this.isDone = true; // by the form itself, not by Escape
    this.twin.tool.release(this);
    this.isDone = false;
  }

  // `place` lies on whatever is under the pointer: what counts is the point of the screen.
  tap(place) {
    const { x, y } = this.twin.camera.project(...place);
    if (this.host.draft.stage === 'pick') this.pickAt(x, y);
    else this.setPoint(x, y);
  }

  double() {} // both clicks have set their points; the view stays

  move(place) {
    const { x, y } = this.twin.camera.project(...place);
    this.cursor = [x, y];
    this.isByKey = false;
    this.host.redraw();
  }

  // The mouse has something else in hand: nothing follows it.
  letGo() {
    this.cursor = null;
    this.isByKey = false;
  }

  // Returns whether the key was for the tool.
  key(event) {
    if (event.key === 'Enter' && !this.isByKey) this.host.finish(); // else it is a tap under the cross
    else if (event.key === 'Backspace' && this.host.draft.stage === 'draw') this.host.pointBack();
    else return false;
    return true;
  }

  end() {
    if (!this.isDone) this.host.interrupted();
  }

  // Where a point of the screen meets the ground, whatever stands in front of it.
  ground(px, py) {
    const { camera, tiles } = this.twin;
    const hit = pick(camera.ray(px, py), tiles.pickable.filter((mesh) => mesh.layer === 'ground'));
    if (hit) return hit.point.map((metres) => Math.round(metres * 100) / 100);
    return this.nearGround(px, py);
  }

  // The same from the coarse heights: quick enough for each movement of the pointer.
  nearGround(px, py) {
    const { camera } = this.twin;
    let [x, y] = camera.ground(px, py);
    for (let i = 0; i < 2; i += 1) [x, y] = camera.ground(px, py, camera.groundAt(x, y));
    return [x, y, camera.groundAt(x, y)].map((metres) => Math.round(metres * 100) / 100);
  }

  isNear(point, px, py, reach) {
    const { x, y, visible } = this.twin.camera.project(...point);
    return visible && Math.hypot(x - px, y - py) <= reach;
  }

  setPoint(px, py) {
    const { tool, points } = this.host.draft;
    const isEnd = points.length >= LEAST[tool] && (
      (tool === 'polygon' && (this.isNear(points[0], px, py, SNAP_PX) || this.isNear(points.at(-1), px, py, 3)))
      || (tool === 'line' && this.isNear(points.at(-1), px, py, this.isByKey ? 3 : SNAP_PX))
      || (tool.startsWith('point') && this.isByKey && this.isNear(points.at(-1), px, py, 3)));
    if (isEnd) {
      this.host.finish();
      return;
    }
    const point = this.ground(px, py);
    this.host.setPoints(tool === 'point' ? [point] : [...points, point]);
  }

  // Only objects of the wanted layer count; what is next to the point within a few pixels counts too.
  pickAt(px, py) {
    const { layer } = this.host.draft;
    const wanted = new Set(layer === 'buildings' ? [layer, 'building_parts'] : [layer]);
    const meshes = this.twin.tiles.pickable.filter((mesh) => wanted.has(mesh.layer));
    const hit = (x, y) => this.twin.hit(x, y, meshes);
    let found = hit(px, py);
    for (const far of [SNAP_PX / 2, SNAP_PX]) {
      for (let i = 0; i < 8 && !found; i += 1) {
        found = hit(px + far * Math.cos((i * Math.PI) / 4), py + far * Math.sin((i * Math.PI) / 4));
      }
    }
    this.host.missed(!found);
    if (found) window.trame.trigger('pick_target', [layer, found.id, Number(found.row)]);
  }
}

export function lengthOf(points) {
  return points.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x - points[i][0], y - points[i][1]), 0);
}

export function areaOf(points) {
  const twice = points.reduce((sum, [x, y], i) => {
    const [a, b] = points[(i + 1) % points.length];
    return sum + x * b - a * y;
  }, 0);
  return Math.abs(twice) / 2;
}

// Whether two sides of an outline cross: it has no area then.
export function crossesItself(points) {
  const turn = ([ax, ay], [bx, by], [cx, cy]) => Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
  const side = (i) => [points[i], points[(i + 1) % points.length]];
  const cross = ([a, b], [c, d]) => turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
  return points.some((_, i) => points.some((__, k) => k > i + 1 && cross(side(i), side(k))));
}

// Points along a line, `step` metres apart, from its beginning: where trees of a row will stand.
export function along(points, step) {
  const made = [];
  let left = 0;
  points.slice(1).forEach((to, i) => {
    const from = points[i];
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    for (; left <= length && made.length < 500; left += step) {
      made.push(from.map((start, axis) => start + (to[axis] - start) * (length ? left / length : 0)));
    }
    left -= length;
  });
  return made;
}
