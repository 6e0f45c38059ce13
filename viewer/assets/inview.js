// What is in view: the ground that the camera sees, and the server's table of what is on it, while its panel is open.

import { focus } from './panel.js';

const NARROW_PX = 700;
const RESTS_MS = 600;
const FARTHEST = 3; // times the distance to what is looked at: so far from the eye ground is counted
const LEAST_M = 2000;
const HALVINGS = 30;

const state = (name) => window.trame.state.get(name);
const set = (name, value) => window.trame.state.set(name, value);

// The corners of the ground in the picture, and how far from the eye it was cut off: 0 where all of it is there.
export function groundInView(camera) {
  const { eye } = camera.pose();
  const { left, size: [width, height], state: { distance, bearing } } = camera;
  const turned = (bearing * Math.PI) / 180;
  const ahead = (py) => {
    const [x, y] = camera.ground(left + width / 2, py);
    return (x - eye[0]) * Math.sin(turned) + (y - eye[1]) * Math.cos(turned);
  };
  const most = Math.max(FARTHEST * distance, LEAST_M);
  const isCut = ahead(0) > most;
  let [above, top] = [0, isCut ? height : 0];
  for (let i = 0; isCut && i < HALVINGS; i += 1) {
    const middle = (above + top) / 2;
    if (ahead(middle) > most) above = middle;
    else top = middle;
  }
  const corners = [[left, height], [left + width, height], [left + width, top], [left, top]];
  return { corners: corners.map(([px, py]) => camera.ground(px, py)), cut: isCut ? most : 0 };
}

export class InView {
  constructor(twin) {
    this.twin = twin;
    twin.overlays.add(() => this.note());
    window.trame.state.watch(['visible', 'desk', 'language', 'groups', 'isolated'], () => this.later());
  }

  get isOpen() { return state('left_panel') === 'in_view'; }

  open() {
    set('left_panel', 'in_view');
    if (window.innerWidth <= NARROW_PX && state('card')) this.twin.selecting.close();
    focus('#in-view');
    this.ask();
  }

  close() {
    set('left_panel', 'layers');
    set('layers_open', true);
    focus('[data-tool="in-view"]');
  }

  // After each drawing: where the camera comes to rest is counted.
  note() {
    const { camera } = this.twin;
    const now = [...Object.values(camera.state), ...camera.size].join();
    if (now === this.seen) return;
    this.seen = now;
    this.later();
  }

  later() {
    clearTimeout(this.timer);
    if (this.isOpen) this.timer = setTimeout(() => this.ask(), RESTS_MS);
  }

  // One at a time; what has changed meanwhile is asked for after it.
  async ask() {
    if (this.isAsking) {
      this.later();
      return;
    }
    this.isAsking = true;
    set('in_view_counting', true);
    const { corners, cut } = groundInView(this.twin.camera);
    try {
      set('in_view', await window.trame.trigger('list_in_view', [corners, cut]));
    } finally {
      this.isAsking = false;
      set('in_view_counting', false);
    }
  }
}
