// The selected object: what is clicked asks the server for its card, and is moved out from under it.

import { focus } from './panel.js';
import { nameOf } from './tiles.js';

const AROUND = 8; // directions in which something is looked for beside a click on bare ground
const GROWS_MS = 1000; // within it the card has taken in what has come
const NEAR_PX = 40; // what is nearer to a card counts as covered by it

const state = (name) => window.trame.state.get(name);
const $ = (selector) => document.querySelector(selector);
const isGround = (hit) => !hit || hit.id.startsWith('ground/');

export class Selecting {
  constructor(twin) {
    this.twin = twin;
    this.clicked = null; // where on the map, in pixels
    this.byKey = false; // whoever works with keys goes on reading in the card
    window.trame.state.watch(['card'], (card) => this.shown(card));
    window.trame.state.watch(['place'], () => this.keepInView());
  }

  // What is under a point; where that is only ground, what is next to it within `reach` pixels.
  inspect(px, py, reach) {
    const { compare } = this.twin;
    const { side } = compare;
    let hit = this.twin.at(px, py, side);
    for (let i = 0; i < AROUND && isGround(hit); i += 1) {
      const angle = (i * 2 * Math.PI) / AROUND;
      const near = this.twin.at(px + reach * Math.cos(angle), py + reach * Math.sin(angle), side);
      if (!isGround(near)) hit = near;
    }
    if (isGround(hit)) {
      this.close();
      if (hit && this.twin.shade.legend) window.trame.trigger('sun_here', [hit.point, side]);
    } else {
      this.clicked = compare.isElsewhere ? null : [px, py];
      window.trame.trigger('inspect', [nameOf(hit.id), Number(hit.row), side, hit.point]);
    }
  }

  close() {
    if (!state('card')) return false;
    if ($('#card')?.contains(document.activeElement)) this.twin.element.focus({ preventScroll: true });
    window.trame.trigger('close_card');
    return true;
  }

  shown(card) {
    const isRead = this.byKey;
    this.byKey = false;
    if (!card) return;
    requestAnimationFrame(() => {
      if (isRead) focus('#card'); // which stands there only with the next pictures
      this.uncover();
    });
  }

  // The numbers of a place come late and push down what stands below them: what has the focus stays where it is seen.
  keepInView() {
    const at = document.activeElement, body = $('#card .panel-body');
    if (!body?.contains(at) || at === body) return;
    const [inner, outer] = [at, body].map((each) => each.getBoundingClientRect());
    if (inner.bottom < outer.top || inner.top > outer.bottom) return; // it was scrolled away
    const grown = new MutationObserver(() => at.scrollIntoView({ block: 'nearest' })); // before it is painted
    grown.observe(body, { childList: true, subtree: true, characterData: true });
    setTimeout(() => grown.disconnect(), GROWS_MS);
  }

  // Moves what was clicked out from under its card.
  uncover() {
    const { camera, element } = this.twin;
    const [card, map] = [$('#card'), element].map((each) => each?.getBoundingClientRect());
    if (!card || !this.clicked) return;
    const [x, y] = [this.clicked[0] + map.left, this.clicked[1] + map.top];
    const isCovered = x > card.left - NEAR_PX && x < card.right + NEAR_PX && y > card.top - NEAR_PX && y < card.bottom;
    if (isCovered) {
      const isSheet = card.width > map.width * 0.8;
      const to = isSheet ? [x, (map.top + card.top) / 2] : [card.left - 2 * NEAR_PX, y];
      const grabbed = camera.ground(...this.clicked);
      this.twin.fly(() => camera.drag(grabbed, to[0] - map.left, to[1] - map.top));
    }
    this.clicked = null;
  }
}
