// Measuring: the points set on the map, the server's numbers of them, and both drawn over the picture.

import { measured } from './draft.js';
import { DrawTool, LEAST } from './draw.js';
import { Overlay } from './overlay.js';
import { focus } from './panel.js';

const NARROW_PX = 700;
const MOST = { line: 200, polygon: 200, height: 2 }; // as the server has it
const ACTIONS = { line: 'measure_line', polygon: 'measure_area', height: 'measure_heights' };
const SHORTEST_PX = 56; // a leg shorter than this on the screen has its number in the panel only
const NEAR_PX = 3;

const state = (name) => window.trame.state.get(name);
const set = (name, value) => window.trame.state.set(name, value);
const $ = (selector) => document.querySelector(selector);

const leastOf = (kind) => LEAST[kind] ?? 1;

// Points as any drawing sets them; a height wants what is clicked, not the ground behind it.
class MeasureTool extends DrawTool {
  tap(place, hit) {
    if (this.host.kind === 'height') this.host.addPlace(place, hit);
    else super.tap(place);
  }

  // The first Enter sets a point, whatever pointed before: there is nothing to end yet.
  key(event) {
    if (event.key === 'Enter' && !this.host.points.length) this.pointBy(true);
    return super.key(event);
  }
}

export class Measure {
  constructor(twin) {
    this.twin = twin;
    this.overlay = new Overlay(twin.camera, $('#measuring'));
    this.drawing = new MeasureTool(twin, this);
    this.number = 0;
    twin.overlays.add(() => this.frame());
    const follow = window.trame.state;
    follow.watch(['left_panel'], (panel) => { if (panel !== 'measure') this.drawing.release(); this.redraw(); });
    follow.watch(['left_panel', 'measured', 'measure'], () => this.redraw());
    follow.watch(['language', 'desk'], () => { if (this.points.length) this.ask(); });
    document.addEventListener('keydown', (event) => this.undoKey(event), true);
  }

  get kind() { return state('measure').kind; }

  get points() { return state('measure').points; }

  // What the drawing tool asks its host for.
  get draft() { return { stage: 'draw', tool: this.kind, points: this.points }; }

  get isOpen() { return state('left_panel') === 'measure'; }

  update(changes) { set('measure', { ...state('measure'), ...changes }); }

  // The panel

  open() {
    set('left_panel', 'measure');
    if (window.innerWidth <= NARROW_PX && state('card')) this.twin.selecting.close();
    this.start(this.kind);
  }

  close() {
    this.drawing.release();
    this.clear();
    set('left_panel', 'layers');
    focus('[data-tool="measure"]');
  }

  // Begins anew, with nothing measured.
  start(kind) {
    this.update({ kind });
    this.clear();
    this.drawing.take();
    this.update({ is_on: true });
    this.twin.element.focus({ preventScroll: true });
  }

  clear() {
    this.number += 1; // an answer that is on its way comes too late
    this.update({ points: [] });
    set('measured', null);
  }

  // Points

  setPoints(points) {
    this.update({ points });
    this.ask();
    if (points.length >= MOST[this.kind] && this.kind !== 'height') this.finish();
  }

  // A third place begins a new pair.
  addPlace(point, hit) {
    const { points } = this;
    const { x, y } = this.twin.camera.project(...point);
    const isAgain = points.length && this.drawing.isByKey && this.drawing.isNear(points.at(-1).point, x, y, NEAR_PX);
    if (isAgain) {
      this.finish();
      return;
    }
    const place = { point, ...(hit && { tile: hit.id, row: hit.row }) };
    this.setPoints([...(points.length < MOST.height ? points : []), place]);
  }

  pointBack() { if (this.points.length) this.setPoints(this.points.slice(0, -1)); }

  finish() {
    this.drawing.release();
    this.ended();
    focus(this.points.length ? '#measure-total' : '[data-measure="go"]');
  }

  // Escape, or another tool was taken up: what is measured stays.
  interrupted() {
    this.ended();
    if (this.isOpen) focus('[data-measure="go"]');
  }

  ended() {
    this.update({ is_on: false });
    if (this.points.length < leastOf(this.kind)) this.clear();
  }

  missed() {}

  undoKey(event) {
    if (!this.drawing.isOn || !this.points.length || event.altKey || event.shiftKey) return;
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
    event.preventDefault(); // no edit of the scenario is meant
    this.pointBack();
  }

  // The server's numbers of the points there are now.
  async ask() {
    const { kind, points } = this;
    this.number += 1;
    const { number } = this;
    if (points.length < leastOf(kind)) {
      set('measured', null);
      return;
    }
    const said = await window.trame.trigger(ACTIONS[kind], [points]);
    if (number !== this.number) return;
    if (said?.asked) this.update({ points: said.asked }); // by what they are on: tiles may be exchanged
    set('measured', said);
  }

  // As a view has it: `toDegrees` and, for one that is shown, `toMetres` turn points.
  view(toDegrees) {
    const { kind, points } = this;
    if (!this.isOpen || points.length < leastOf(kind)) return null;
    if (kind !== 'height') return { kind, points: toDegrees(points) };
    const on = points.map(({ layer, id }) => (id ? { layer, id } : null));
    return { kind, points: toDegrees(points.map(({ point }) => point)), on };
  }

  show(view, toMetres) {
    if (!view && !this.isOpen) return;
    this.drawing.release();
    this.clear();
    if (!view) return;
    const points = toMetres(view.points);
    set('left_panel', 'measure');
    const places = points.map((point, i) => ({ point, ...view.on?.[i] }));
    this.update({ kind: view.kind, is_on: false, points: view.kind === 'height' ? places : points });
    this.ask();
  }

  // What is seen of it over the map

  redraw() {
    this.pending ??= requestAnimationFrame(() => {
      this.pending = undefined;
      this.frame();
    });
  }

  frame() {
    const { overlay, drawing } = this;
    overlay.begin();
    if (this.isOpen) {
      if (this.kind === 'height') this.drawHeights();
      else this.drawShape();
      if (drawing.isOn && drawing.isByKey) overlay.cross(...drawing.middle);
    }
    overlay.end();
  }

  drawShape() {
    const { kind, points, overlay, drawing } = this;
    const follows = drawing.isOn && points.length > 0 && drawing.aim;
    const all = follows ? [...points, drawing.nearGround(...follows)] : points;
    overlay.line(all, 'drawn', { closed: kind === 'polygon', filled: kind === 'polygon' });
    for (const point of points) overlay.dot(point, 'vertex');
    if (follows && all.length >= leastOf(kind)) overlay.text(follows[0] + 14, follows[1] - 14, measured(kind, all));
    const said = state('measured');
    if (!said) return;
    if (kind === 'polygon') this.write(middleOf(points), said.total);
    else this.drawLegs(points, said, Boolean(follows));
  }

  drawLegs(points, { legs, total }, isGoingOn) {
    if (legs.length !== points.length - 1) return; // of the points before
    const seen = points.map((point) => this.overlay.at(point));
    if (legs.length > 1) {
      legs.forEach(({ length }, i) => {
        const px = Math.hypot(seen[i + 1].x - seen[i].x, seen[i + 1].y - seen[i].y);
        if (px >= SHORTEST_PX) this.write(middleOf(points.slice(i, i + 2)), length);
      });
    }
    if (!isGoingOn) this.write(points.at(-1), total, 0, -14);
  }

  // Each place with a plumb line to its ground; between two the step from one height to the other.
  drawHeights() {
    const { overlay, points } = this;
    const said = state('measured');
    points.forEach(({ point }, i) => {
      const ground = said?.places?.[i]?.ground;
      if (ground !== undefined) overlay.line([point, [point[0], point[1], ground]], 'drawn');
      overlay.dot(point, 'vertex');
      if (said?.places?.[i]) this.write(point, said.places[i].above, 0, -14);
    });
    if (points.length < MOST.height || said?.places?.length !== points.length) return;
    const [from, to] = points.map(({ point }) => point);
    const corner = [to[0], to[1], from[2]];
    overlay.line([from, corner], 'edge');
    overlay.line([corner, to], 'shown');
    this.write(middleOf([from, corner]), `Δ ${said.total}`);
  }

  write(point, text, dx = 0, dy = 0) {
    const { x, y, visible } = this.overlay.at(point);
    if (visible) this.overlay.text(x + dx, y + dy, text);
  }
}

const middleOf = (points) => [0, 1, 2].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length);
