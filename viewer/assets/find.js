// The search box: a combobox whose list the server fills.

const WAIT_MS = 120; // after the last letter, before the server is asked
const SLOW_MS = 200; // after which an answer that has not come is said to be looked for
const NARROW_PX = 700;

const state = (name) => window.trame.state.get(name);
const set = (name, value) => window.trame.state.set(name, value);

export class Find {
  constructor(twin) {
    this.twin = twin;
    this.input = document.querySelector('#find');
    window.trame.state.watch(['found'], (found) => this.show(found));
    document.addEventListener('keydown', (event) => {
      const isSlash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey;
      const isCtrlK = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
      const isTyping = event.target.closest?.('input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]');
      if (state('help_open') || (!isCtrlK && !(isSlash && !isTyping))) return;
      event.preventDefault();
      this.input.focus();
      this.input.select();
    });
  }

  type(text) {
    clearTimeout(this.waiting);
    this.isHurried = false;
    set('find_open', true);
    this.waiting = setTimeout(() => this.ask(text), WAIT_MS);
  }

  ask(text) {
    clearTimeout(this.waiting);
    clearTimeout(this.slow);
    this.asked = text;
    const slow = setTimeout(() => set('find_waits', true), SLOW_MS);
    this.slow = slow;
    window.trame.trigger('find', [text]).finally(() => {
      if (this.slow !== slow) return; // something else is asked for by now
      clearTimeout(slow);
      set('find_waits', false);
    });
  }

  // The list of what is typed now: the first of it is marked, or chosen already.
  show(found) {
    set('find_at', 0);
    if (this.isHurried && found.text === this.asked) {
      this.isHurried = false;
      this.choose(0);
    }
  }

  press(event) {
    const { rows, text } = state('found');
    const last = rows.length - 1;
    const at = state('find_at');
    const marks = { ArrowDown: at < last ? at + 1 : 0, ArrowUp: at > 0 ? at - 1 : last };
    event.stopPropagation();
    if (event.key in marks) {
      event.preventDefault();
      set('find_open', true);
      if (last >= 0) this.mark(marks[event.key]);
    } else if (event.key === 'Enter' && this.input.value.trim()) {
      event.preventDefault();
      if (text === this.input.value) this.choose(at);
      else {
        this.isHurried = true;
        if (this.asked !== this.input.value) this.ask(this.input.value);
      }
    } else if (event.key === 'Escape') {
      if (state('find_open') && (rows.length || state('found').said)) set('find_open', false);
      else if (this.input.value) this.clear();
      else this.twin.element.focus({ preventScroll: true });
    }
  }

  mark(at) {
    set('find_at', at);
    requestAnimationFrame(() => document.querySelector(`#found-${at}`)?.scrollIntoView({ block: 'nearest' }));
  }

  choose(at) {
    const row = state('found').rows[at];
    if (!row) return;
    set('find_text', row.title);
    set('find_open', false);
    this.twin.selecting.byKey = Boolean(row.layer); // whoever has typed goes on reading in the card
    this.twin.selecting.clicked = null;
    this.input.blur();
    if (!row.layer) this.twin.element.focus({ preventScroll: true });
    window.trame.trigger('choose_found', [row.layer, row.id]);
    if (row.is_city) this.twin.home();
    else this.fly(row);
  }

  // Flies there; on a narrow window to where the card leaves it to be seen.
  fly({ point, distance }) {
    const { camera } = this.twin;
    this.twin.fly(() => {
      camera.set({ x: point[0], y: point[1], distance });
      const [width, height] = camera.size;
      if (width <= NARROW_PX) camera.drag(point, width / 2, height * 0.27);
    });
  }

  open() { set('find_open', true); }

  leave() { set('find_open', false); }

  clear() {
    set('find_text', '');
    this.ask('');
    this.input.focus();
  }
}
