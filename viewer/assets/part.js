// The panel that shows a part of the city: what is in it is of isolation.js and section.js.

import { focus } from './panel.js';

const NARROW_PX = 700;

const state = (name) => window.trame.state.get(name);
const set = (name, value) => window.trame.state.set(name, value);

export class Part {
  constructor(twin) { this.twin = twin; }

  open() {
    set('left_panel', 'part');
    if (window.innerWidth <= NARROW_PX && state('card')) this.twin.selecting.close();
    focus('#part');
  }

  close() {
    set('left_panel', 'layers');
    set('layers_open', true);
    focus('[data-tool="part"]');
  }
}
