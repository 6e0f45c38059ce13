// Lines, points and handles over the picture: an SVG that follows the camera, drawn anew with each frame.

const CASED = new Set(['drawn', 'target', 'shown']); // drawn on a pale line, so that they show on any ground
const ARROW_PX = 12; // half of the least length
const LETTER_PX = 9; // about as wide as a letter of a label
const ASIDE_PX = 18; // of a label from the middle of its handle
const DRAG_PX = 3; // what moves less was tapped
const HANDLE_PX = 22; // as large as a finger wants it; what is seen of it is smaller

export class Overlay {
  constructor(camera, box) {
    this.camera = camera;
    this.box = box;
    this.parts = [];
    box.innerHTML = '<svg></svg>';
    this.svg = box.firstChild;
    this.listen();
  }

  begin() {
    this.parts = [];
    this.grips = [];
  }

  end() {
    const made = this.parts.join('');
    if (made === this.made) return;
    this.made = made;
    this.svg.innerHTML = made;
  }

  at([x, y, z]) { return this.camera.project(x, y, z); }

  // Points in metres; what lies behind the eye is left out.
  line(points, look, { closed = false, filled = false } = {}) {
    const all = closed && points.length > 2 ? [...points, points[0]] : points;
    const seen = all.map((point) => this.at(point));
    let path = '';
    seen.forEach((to, i) => {
      const joins = i > 0 && seen[i - 1].visible;
      if (to.visible) path += `${joins ? 'L' : 'M'}${to.x.toFixed(1)} ${to.y.toFixed(1)}`;
    });
    if (!path) return;
    if (filled && seen.every((to) => to.visible)) this.parts.push(`<path class="fill" d="${path}Z"/>`);
    if (CASED.has(look)) this.parts.push(`<path class="casing" d="${path}"/>`);
    this.parts.push(`<path class="${look}" d="${path}"/>`);
  }

  dot(point, look, radius = 5) {
    if (this.at(point).visible) this.parts.push(this.circle(point, look, radius));
  }

  circle(point, look, radius) {
    const { x, y } = this.at(point);
    return `<circle class="${look}" cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius}"/>`;
  }

  // The edges of a block on a ring of points.
  block(ring, height) {
    const top = ring.map(([x, y, z]) => [x, y, z + height]);
    this.line(ring, 'edge', { closed: true });
    ring.forEach((point, i) => this.line([point, top[i]], 'edge'));
    this.line(top, 'drawn', { closed: true, filled: true });
  }

  // An arrow in the middle of a line; none where the line is too short on the screen to hold it.
  arrow(points) {
    const seen = points.map((point) => this.at(point)).filter(({ visible }) => visible);
    const lengths = seen.slice(1).map((to, i) => Math.hypot(to.x - seen[i].x, to.y - seen[i].y));
    let left = lengths.reduce((sum, length) => sum + length, 0) / 2;
    if (left < ARROW_PX) return;
    const i = lengths.findIndex((length) => { left -= length; return left <= 0; });
    const [from, to] = [seen[i], seen[i + 1]];
    const share = 1 + left / lengths[i];
    const [x, y] = [from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share];
    const turn = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
    const place = `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${turn.toFixed(1)})`;
    this.parts.push(`<path class="arrow" transform="${place}" d="M-7 -8L9 0L-7 8L-3 0Z"/>`);
  }

  text(x, y, said) {
    this.parts.push(`<text x="${x.toFixed(1)}" y="${y.toFixed(1)}">${said.replace(/[<&]/g, '')}</text>`);
  }

  // Beside a handle, on the side on which no panel hides it.
  label({ x, y }, said) {
    const wide = said.length * LETTER_PX;
    const [left, middle] = [x - ASIDE_PX - wide, x - wide / 2];
    const farther = [0, 1, 2, 3].map((step) => [x + ASIDE_PX * (1 + step), y + 5]);
    const places = [...farther, [left, y + 5], [middle, y - HANDLE_PX], [middle, y + HANDLE_PX + 12]];
    const free = ([from, at]) => [from, from + wide].every((end) => this.isFree(end, at - 5));
    this.text(...(places.find(free) ?? places[0]), said);
  }

  isFree(x, y) {
    const box = this.svg.getBoundingClientRect();
    return Boolean(document.elementFromPoint(box.left + x, box.top + y)?.closest('#map, .handle'));
  }

  cross(x, y) {
    const d = `M${x - 16} ${y}h11M${x + 5} ${y}h11M${x} ${y - 16}v11M${x} ${y + 5}v11`;
    this.parts.push(`<path class="casing" d="${d}"/><path class="cross" d="${d}"/>`);
  }

  // A handle that is dragged up and down.
  handle(point, acts) {
    const { x, y } = this.at(point);
    this.grip(point, HANDLE_PX, acts, `${this.circle(point, 'knob', 9)}<path d="M${x - 3.5} ${y - 1.5}l3.5 -4 3.5 4M${x - 3.5} ${y + 1.5}l3.5 4 3.5 -4"/>`);
  }

  // What can be dragged, of a radius in pixels. `acts`: `begin()`; `moved(point, way)` with the point of the map and the
  // way from where it was seized; `ended(point)`; `tapped(point)`, where it was not moved. All of them in pixels.
  grip(point, radius, acts, seen, name = 'handle') {
    const { x, y, visible } = this.at(point);
    if (!visible) return;
    const circle = `<circle class="grip" cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius}"/>`;
    this.parts.push(`<g class="${name}" data-grip="${this.grips.push(acts) - 1}">${circle}${seen}</g>`);
  }

  listen() {
    const { svg } = this;
    let drag = null;
    const place = (event) => {
      const { left, top } = svg.getBoundingClientRect();
      return [event.clientX - left, event.clientY - top];
    };
    const wayTo = ([x, y]) => [x - drag.from[0], y - drag.from[1]];
    svg.addEventListener('pointerdown', (event) => {
      const held = event.target.closest('[data-grip]');
      if (!held || event.button || drag) return;
      event.preventDefault();
      svg.setPointerCapture(event.pointerId);
      drag = { acts: this.grips[held.dataset.grip], from: place(event), isMoved: false }; // each frame brings other acts
      drag.acts.begin?.();
    });
    svg.addEventListener('pointermove', (event) => {
      if (!drag) return;
      const at = place(event);
      drag.isMoved ||= Math.hypot(...wayTo(at)) >= DRAG_PX;
      if (drag.isMoved) drag.acts.moved(at, wayTo(at));
    });
    svg.addEventListener('pointerup', (event) => {
      if (!drag) return;
      const { acts, isMoved } = drag;
      drag = null;
      (isMoved ? acts.ended : acts.tapped)?.(place(event));
    });
    svg.addEventListener('pointercancel', () => { drag = null; });
  }
}
