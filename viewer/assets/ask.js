// The panel of questions: where its points come from, when the server is asked, and marks of chosen points.

const NARROW_PX = 700;
const POINTS = ['ask_start', 'ask_end'];

const state = (name) => window.trame.state.get(name);
const set = (name, value) => window.trame.state.set(name, value);

export class Ask {
  constructor(twin) {
    this.twin = twin;
    this.marks = Object.fromEntries(POINTS.map((name) => [name, this.markElement(name)]));
    twin.overlays.add(() => this.placeMarks());
    window.trame.state.watch(['answer'], (answer) => {
      twin.draw();
      if (answer) requestAnimationFrame(() => document.querySelector('#ask .answer')?.scrollIntoView({ block: 'nearest' }));
    });
  }

  // The panel

  open() {
    window.trame.trigger('open_questions', []);
    set('left_panel', 'ask');
    if (window.innerWidth <= NARROW_PX && state('card')) this.twin.selecting.close();
    requestAnimationFrame(() => document.querySelector('#ask')?.focus({ preventScroll: true }));
    this.twin.draw();
  }

  close() {
    this.twin.tool.release(this.picking);
    set('left_panel', 'layers');
    document.querySelector('[data-tool="ask"]')?.focus({ preventScroll: true });
    this.clear();
  }

  choose(kind) {
    this.twin.tool.release(this.picking);
    set('ask_kind', kind);
    if (kind === 'nearest' && !state('ask_goal')) set('ask_goal', state('ask_choices').goals[0]?.id ?? '');
    this.clear();
  }

  // Points

  pick(name, { byItself = false } = {}) {
    const isAgain = this.twin.tool.release(this.picking) && this.picked === name && !this.byItself;
    this.byItself = byItself;
    if (isAgain) return; // pressed again: no longer; who presses what is waited for already goes on with it
    this.picked = name;
    this.picking = {
      tap: ([x, y]) => {
        this.twin.tool.release(this.picking);
        this.take(name, [x, y], state('t').ask_point);
      },
      end: () => {
        set('ask_picking', '');
        this.twin.element.classList.remove('aiming');
      },
    };
    this.twin.tool.take(this.picking);
    this.twin.element.classList.add('aiming');
    set('ask_picking', name);
    this.twin.element.focus({ preventScroll: true });
  }

  takeCard(name) {
    const card = state('card');
    if (card) this.take(name, card.point.slice(0, 2), card.title);
  }

  takeMiddle(name) {
    const { x, y } = this.twin.camera.state;
    this.take(name, [x, y], state('t').ask_middle);
  }

  take(name, point, title) {
    this.twin.tool.release(this.picking); // said otherwise: no click is waited for any more
    set(name, { point, title });
    this.twin.draw();
    // Who has said where the way begins says next where it ends.
    if (state('ask_kind') === 'route' && name === 'ask_start' && !state('ask_end')) this.pick('ask_end', { byItself: true });
    else this.now();
  }

  // Asking

  isComplete(kind, start, end, goal) {
    return kind === 'nearest' ? Boolean(goal) : Boolean(start && (kind === 'isochrone' || end));
  }

  now() {
    const [kind, mode] = [state('ask_kind'), state('ask_mode')];
    const [start, end] = POINTS.map(state);
    if (!this.isComplete(kind, start, end, state('ask_goal'))) return;
    const minutes = state('ask_minutes').split(/[\s,;]+/).filter(Boolean).map(Number);
    const asked = {
      isochrone: () => ['ask_isochrone', [start.point, mode, minutes]],
      route: () => ['ask_route', [start.point, end.point, mode]],
      nearest: () => ['ask_nearest', [state('ask_goal'), mode, minutes]],
    };
    window.trame.trigger(...asked[kind]());
  }

  // Another person, other minutes: an answer that stands there is asked for again.
  changed() {
    if (state('answer') || state('ask_working') || state('ask_error')) requestAnimationFrame(() => this.now());
  }

  clear() {
    if (state('answer') || state('ask_working') || state('ask_error')) window.trame.trigger('clear_answer', []);
    this.twin.draw();
  }

  // Marks of the chosen points: letters on the map, until the answer has pins there.

  markElement(name) {
    const mark = document.createElement('span');
    mark.className = 'ask-mark';
    mark.textContent = name === 'ask_start' ? 'A' : 'B';
    mark.setAttribute('aria-hidden', 'true');
    mark.hidden = true;
    document.querySelector('#map').after(mark);
    return mark;
  }

  placeMarks() {
    const wanted = { isochrone: ['ask_start'], route: POINTS, nearest: [] }[state('ask_kind')];
    for (const name of POINTS) {
      const place = state('left_panel') === 'ask' && !state('answer') && wanted.includes(name) && state(name);
      const mark = this.marks[name];
      mark.hidden = !place;
      if (!place) continue;
      const [x, y] = place.point;
      const at = this.twin.camera.project(x, y, this.twin.camera.groundAt(x, y));
      mark.hidden = !at.visible;
      mark.style.transform = `translate(${at.x.toFixed(1)}px, ${at.y.toFixed(1)}px)`;
    }
  }
}
