// Shows only some classes of what the city is painted by, and only one neighbourhood: the faces of all else are folded
// away, to a point each, so that they are neither seen nor clicked. The classes are the letters that paint a mesh.

import { cutFaces } from './cut.js';
import { Isolation } from './isolation.js';
import { classAt } from './paint.js';

const state = (name) => window.trame.state.get(name);
const set = (name, value) => window.trame.state.set(name, value);

export class Filter {
  constructor(twin) {
    this.twin = twin;
    twin.paint.onPut = (mesh, letters) => this.put(mesh, letters);
    window.trame.state.watch(['paint'], (paint) => this.keepOrForget(paint));
  }

  // What is painted by something else begins with all of it.
  keepOrForget(paint) {
    const about = paint && [paint.subject, paint.side, paint.scope, paint.classes.length].join();
    if (about === this.about) return;
    this.about = about;
    const hidden = paint && paint.subject === this.wanted?.subject ? this.wanted.hidden : [];
    if (hidden.length || state('classes_hidden').length) this.hide(hidden);
  }

  // What a view hides: at once, or when the city is painted as it says.
  want(colouring) {
    this.wanted = colouring && { subject: colouring.subject, hidden: colouring.hidden ?? [] };
    if (state('paint')?.subject === colouring?.subject) this.hide(this.wanted?.hidden ?? []);
  }

  toggle(number) {
    this.wanted = null;
    const hidden = state('classes_hidden');
    this.hide(hidden.includes(number) ? hidden.filter((other) => other !== number) : [...hidden, number]);
  }

  hide(numbers) {
    set('classes_hidden', numbers);
    this.refold();
  }

  refold() {
    const { paint, tiles } = this.twin;
    for (const mesh of tiles.meshes.values()) this.put(mesh, paint.lettersOf(mesh));
    this.twin.draw();
  }

  // The button goes with it, so the keyboard goes on at the first class.
  showAll() {
    this.wanted = null;
    this.hide([]);
    document.querySelector('.class-switch')?.focus({ preventScroll: true });
  }

  // How many objects are shown, and of how many.
  counts(classes, hidden) {
    const sum = (some) => some.reduce((total, { number }) => total + number, 0);
    return [sum(classes.filter((_, at) => !hidden.includes(at))), sum(classes)];
  }

  put(mesh, letters) {
    const isHidden = this.hides(mesh, letters);
    const rings = mesh.isOut ? null : this.twin.isolation?.outlineOf(mesh);
    if (!isHidden && !rings && !mesh.whole) return;
    mesh.whole ??= { points: mesh.points, polys: mesh.polys };
    const { rows, whole } = mesh;
    const cut = rings ? cutFaces(whole, rings, (cell) => !isHidden?.(rows[cell])) : whole;
    mesh.points = cut.points;
    mesh.polys = isHidden ? folded(cut.polys, (cell) => isHidden(rows[cell])) : cut.polys;
    if (!isHidden && !rings) delete mesh.whole;
    mesh.data.getPoints().setData(mesh.points, 3);
    mesh.data.getPolys().setData(mesh.polys);
    mesh.data.modified();
  }

  // Whether a row of a mesh is folded away, as a function of the row; null where none is. A mesh of which nothing
  // belongs is not drawn at all.
  hides(mesh, letters) {
    const inside = this.twin.isolation?.lettersOf(mesh);
    mesh.isOut = inside === '';
    const hidden = new Set(letters ? state('classes_hidden') : []);
    const { length } = state('paint')?.classes ?? [];
    const isOfClass = hidden.size && ((row) => hidden.has(classAt(letters, row, length)));
    const isOutside = inside && ((row) => !Isolation.isInside(inside, row));
    if (isOfClass && isOutside) return (row) => isOutside(row) || isOfClass(row);
    return isOfClass || isOutside || null;
  }
}

function folded(whole, isFolded) {
  const polys = whole.slice();
  for (let at = 0, cell = 0; at < whole.length; at += whole[at] + 1, cell += 1) {
    if (isFolded(cell)) polys.fill(whole[at + 1], at + 1, at + 1 + whole[at]);
  }
  return polys;
}
