// One neighbourhood seen alone. The server says of each tile, by its content, which of its features belong to it; the
// others are folded away by the filter. Of a tile it has said nothing of yet, all is shown.

import { VIEW_ANGLE } from './camera.js';
import { focus } from './panel.js';

const INSIDE = '1';
const WHOLE = new Set(['ground', 'buildings', 'building_parts', 'neighbourhoods']);
const ROOM = 1.6; // how much wider than the neighbourhood the view is that shows it
const RAD = Math.PI / 180;
const ANSWERED_MS = 500; // the server's answer comes with what it has changed, or just before
const state = (name) => window.trame.state.get(name);
const want = (id) => window.trame.state.set('part_wanted', id);

export class Isolation {
  constructor(twin) {
    this.twin = twin;
    this.tiles = null;
    this.url = '';
    window.trame.state.watch(['isolated'], () => this.follow());
    this.follow();
  }

  // While pictures of the city itself are taken, all of it is shown.
  hold(on) {
    this.isHeld = on;
    this.follow();
  }

  async follow() {
    const isolated = state('isolated');
    want(null);
    if (isolated && isolated.id === this.goal) this.flyTo(isolated.bounds);
    this.goal = '';
    const url = (!this.isHeld && isolated?.url) || '';
    if (url === this.url) return;
    this.url = url;
    const found = url ? await foundAt(url) : null;
    if (url !== this.url) return; // another was chosen meanwhile
    this.tiles = found?.tiles ?? null;
    this.outline = found?.outline ?? [];
    this.bounds = boundsOf(this.outline);
    this.twin.filter.refold();
  }

  // Which features of a mesh belong: a letter for each, "" for none; undefined where all do.
  lettersOf(mesh) { return mesh.hash === undefined ? undefined : this.tiles?.[mesh.hash]; }

  // The outline at which a mesh is cut; null for one that is not. What stands belongs or does not, as a whole; so does
  // what is drawn with more than places at its points.
  outlineOf({ hash, layer, bounds, data }) {
    if (!this.tiles || hash === undefined || WHOLE.has(layer) || data.getPointData().getNumberOfArrays()) return null;
    const [xmin, xmax, ymin, ymax] = this.bounds;
    const isWithin = bounds[0] >= xmin && bounds[1] <= xmax && bounds[2] >= ymin && bounds[3] <= ymax;
    return isWithin && !this.tiles[hash] ? null : this.outline;
  }

  static isInside(letters, row) { return letters[row] === INSIDE; }

  // The view goes there, so that what is chosen is seen.
  choose(id) {
    this.goal = id;
    want(id);
    window.trame.trigger('isolate', [id]).finally(() => setTimeout(() => { if (this.goal === id) want(null); }, ANSWERED_MS));
  }

  // The button goes with it, so the keyboard goes on at the list, where that is open.
  end() {
    this.choose('');
    focus(state('left_panel') === 'part' ? '#part-area' : '#map');
  }

  flyTo([xmin, ymin, xmax, ymax]) {
    const { camera } = this.twin;
    const { size: [width, height], state: { bearing, tilt } } = camera;
    const [wide, long] = [xmax - xmin, ymax - ymin];
    const [sin, cos] = [Math.abs(Math.sin(bearing * RAD)), Math.abs(Math.cos(bearing * RAD))];
    const across = (wide * cos + long * sin) * (height / width);
    const along = (wide * sin + long * cos) * Math.cos(tilt * RAD);
    const distance = (Math.max(across, along) * ROOM) / (2 * Math.tan((VIEW_ANGLE / 2) * RAD));
    this.twin.section.around([xmin, ymin, xmax, ymax]);
    this.twin.fly(() => camera.set({ x: (xmin + xmax) / 2, y: (ymin + ymax) / 2, distance }), { ms: 1200, lift: 0.2 });
  }
}

function boundsOf(rings) {
  const [xs, ys] = [0, 1].map((axis) => rings.flatMap((ring) => ring.map((at) => at[axis])));
  const most = (how, values) => values.reduce((a, b) => how(a, b));
  return rings.length ? [most(Math.min, xs), most(Math.max, xs), most(Math.min, ys), most(Math.max, ys)] : [];
}

async function foundAt(url) {
  const answer = await fetch(url);
  return answer.ok ? answer.json() : null;
}
