// One neighbourhood seen alone. The server says of each tile, by its content, which of its features belong to it; the
// others are folded away by the filter. Of a tile it has said nothing of yet, all is shown.

import { VIEW_ANGLE } from './camera.js';
import { focus } from './panel.js';

const INSIDE = '1';
const ROOM = 1.6; // how much wider than the neighbourhood the view is that shows it
const RAD = Math.PI / 180;
const state = (name) => window.trame.state.get(name);

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
    if (isolated && isolated.id === this.goal) this.flyTo(isolated.bounds);
    this.goal = '';
    const url = (!this.isHeld && isolated?.url) || '';
    if (url === this.url) return;
    this.url = url;
    const tiles = url ? await tilesAt(url) : null;
    if (url !== this.url) return; // another was chosen meanwhile
    this.tiles = tiles;
    this.twin.filter.refold();
  }

  // Which features of a mesh belong: a letter for each, "" for none; undefined where all do.
  lettersOf(mesh) { return mesh.hash === undefined ? undefined : this.tiles?.[mesh.hash]; }

  static isInside(letters, row) { return letters[row] === INSIDE; }

  // The view goes there, so that what is chosen is seen.
  choose(id) {
    this.goal = id;
    window.trame.trigger('isolate', [id]);
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

async function tilesAt(url) {
  const answer = await fetch(url);
  return answer.ok ? answer.json() : null;
}
