// Shows only some classes of what the city is painted by: the faces of the others are folded away, to a point each,
// so that they are neither seen nor clicked. The server is not asked: each mesh has the classes of its features.

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
    if (state('classes_hidden').length) this.hide([]);
  }

  toggle(number) {
    const hidden = state('classes_hidden');
    this.hide(hidden.includes(number) ? hidden.filter((other) => other !== number) : [...hidden, number]);
  }

  hide(numbers) {
    set('classes_hidden', numbers);
    const { paint, tiles } = this.twin;
    for (const mesh of tiles.meshes.values()) paint.put(mesh);
    this.twin.draw();
  }

  // The button goes with it, so the keyboard goes on at the first class.
  showAll() {
    this.hide([]);
    document.querySelector('.class-switch')?.focus({ preventScroll: true });
  }

  // How many objects are shown, and of how many.
  counts(classes, hidden) {
    const sum = (some) => some.reduce((total, { number }) => total + number, 0);
    return [sum(classes.filter((_, at) => !hidden.includes(at))), sum(classes)];
  }

  put(mesh, letters) {
    const hidden = new Set(letters ? state('classes_hidden') : []);
    if (!hidden.size && !mesh.whole) return;
    mesh.whole ??= mesh.polys.slice();
    const { polys, rows, whole } = mesh;
    const { length } = state('paint')?.classes ?? [];
    for (let at = 0, cell = 0; at < whole.length; at += whole[at] + 1, cell += 1) {
      const isHidden = hidden.size && hidden.has(classAt(letters, rows[cell], length));
      for (let k = 1; k <= whole[at]; k += 1) polys[at + k] = whole[at + (isHidden ? 1 : k)];
    }
    if (!hidden.size) delete mesh.whole;
    mesh.data.getPolys().modified();
    mesh.data.modified();
  }
}
