// Comments: pins over the map that follow the camera, and the panel that lists, opens and writes them.

const MOST_DISTANCE_M = 450;
const [LOOK_MS, PATIENCE_MS] = [50, 5000];

const state = (name) => window.trame.state.get(name);
const set = (name, value) => window.trame.state.set(name, value);
const act = (name, ...args) => window.trame.trigger(name, args);
const $ = (selector) => document.querySelector(selector);
const later = (then) => requestAnimationFrame(() => requestAnimationFrame(then));
const focus = (selector) => later(() => $(selector)?.focus({ preventScroll: true }));

export class Comments {
  constructor(twin) {
    this.twin = twin;
    this.box = $('#pins');
    this.pins = new Map();
    this.order = []; // the newest first, as in the list: so go the arrow keys
    this.current = 0; // the pin that Tab comes to
    this.picking = {
      tap: (point, hit) => this.takePlace({ point, ...(hit && { tile: hit.id, row: hit.row }) }),
      end: () => this.endPicking(),
    };
    twin.overlays.add(() => this.place());
    window.trame.state.watch(['comments', 'comments_shown', 'left_panel', 'thread', 'comment_draft', 'language'], () => this.exchange());
    this.box.addEventListener('keydown', (event) => this.key(event));
    act('list_comments');
  }

  get isOpen() { return state('left_panel') === 'comments'; }

  shown(comments, which) {
    return comments.filter((one) => which === 'all' || one.is_open === (which === 'open'));
  }

  // The panel

  open() {
    set('left_panel', 'comments');
    focus('#comments');
  }

  close() {
    this.twin.tool.release(this.picking);
    set('left_panel', 'layers');
    focus('[data-tool="comments"]');
  }

  async choose(id) {
    const isShown = state('thread')?.id === id;
    set('reply_text', '');
    set('comment_doomed', '');
    await act('open_thread', isShown ? 0 : id);
    if (!isShown) later(() => $(`[data-comment="${id}"]`)?.scrollIntoView({ block: 'nearest' }));
  }

  // What is no longer listed takes the focus with it: the keyboard goes on at the choice of what is listed.
  async change(action, id) {
    const held = document.activeElement;
    set('comment_doomed', '');
    await act(action, id);
    for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) { // the answer is here, the new list may be on its way
      await new Promise((done) => { setTimeout(done, LOOK_MS); });
      if (document.activeElement === document.body) $('#comments .kinds .on')?.focus({ preventScroll: true });
      if (document.activeElement !== held) return;
    }
  }

  // From a pin to its thread in the list.
  async openPin(id) {
    set('comment_doomed', '');
    if (state('thread')?.id !== id) {
      set('reply_text', '');
      await act('open_thread', id);
    }
    later(() => {
      const row = $(`[data-comment="${id}"]`);
      row?.scrollIntoView({ block: 'nearest' });
      row?.querySelector('.comment-head').focus({ preventScroll: true });
    });
  }

  // Into the middle of what the panel leaves free.
  fly({ point: [x, y] }) {
    const { camera } = this.twin;
    const { left, right, bottom } = this.freeBox();
    this.twin.fly(() => {
      camera.set({ x, y, distance: Math.min(camera.state.distance, MOST_DISTANCE_M) });
      camera.drag([x, y], (left + right) / 2, bottom / 2);
    });
  }

  // A new one

  begin() {
    set('comment_draft', { place: null });
    this.pick();
  }

  pick() {
    if (this.twin.tool.release(this.picking)) return; // pressed again: no longer
    this.twin.tool.take(this.picking);
    this.twin.element.classList.add('aiming');
    set('comment_picking', true);
    this.twin.element.focus({ preventScroll: true });
  }

  endPicking() {
    set('comment_picking', false);
    this.twin.element.classList.remove('aiming');
    if (state('comment_draft') && !this.isTaking) focus(state('comment_draft').place ? '#comment-text' : '[data-way="pick"]');
  }

  takeMiddle() {
    const [point, hit] = this.twin.tool.under(...this.twin.camera.size.map((length) => length / 2));
    this.takePlace({ point, ...(hit && { tile: hit.id, row: hit.row }) });
  }

  takeCard() {
    const { layer, id } = state('card');
    this.takePlace({ layer, id });
  }

  async takePlace(where) {
    this.isTaking = true;
    this.twin.tool.release(this.picking);
    const place = await act('place_comment', where);
    this.isTaking = false;
    if (place && state('comment_draft')) set('comment_draft', { place });
    focus(place ? '#comment-text' : '[data-way="pick"]');
  }

  cancel() {
    set('comment_draft', null);
    set('comment_text', '');
    this.twin.tool.release(this.picking);
    focus('[data-tool="add-comment"]');
  }

  // What was refused stays as it was typed.
  async send() {
    const id = await act('add_comment', state('comment_text'), state('comment_draft').place);
    if (!id) return;
    set('comment_draft', null);
    set('comment_text', '');
    if (state('comments_shown') === 'resolved') set('comments_shown', 'open');
    focus('[data-tool="add-comment"]');
  }

  async reply(id) {
    if (await act('reply_to_comment', id, state('reply_text'))) set('reply_text', '');
  }

  // Pins

  exchange() {
    const rows = this.isOpen ? this.shown(state('comments'), state('comments_shown')) : [];
    const wanted = new Set(rows.map(({ id }) => id));
    for (const [id, pin] of this.pins) {
      if (wanted.has(id)) continue;
      pin.element.remove();
      this.pins.delete(id);
    }
    for (const row of rows) {
      if (!this.pins.has(row.id)) this.pins.set(row.id, { element: this.made(row.id) });
      const pin = this.pins.get(row.id);
      pin.row = row;
      pin.element.classList.toggle('resolved', !row.is_open);
      pin.element.classList.toggle('chosen', state('thread')?.id === row.id);
      pin.element.setAttribute('aria-label', `${state('t').comment_number.replace('{number}', row.id)}: ${row.text}`);
      pin.element.title = row.text;
    }
    this.order = rows.map(({ id }) => id);
    const draft = this.isOpen && state('comment_draft')?.place;
    if (draft && !this.draft) this.draft = this.made(0);
    if (!draft) this.draft?.remove();
    if (!draft) this.draft = null;
    this.twin.draw();
  }

  made(id) {
    const element = document.createElement(id ? 'button' : 'span');
    element.className = 'pin';
    element.innerHTML = '<span></span>';
    element.firstChild.textContent = id || '+';
    if (id) {
      element.type = 'button';
      element.dataset.pin = id;
      element.addEventListener('click', () => this.openPin(id));
      element.addEventListener('focus', () => { this.current = id; });
    } else element.classList.add('chosen');
    this.box.append(element);
    return element;
  }

  place() {
    if (!this.pins.size && !this.draft) return;
    this.free = this.freeBox();
    const seen = this.order.filter((id) => this.put(this.pins.get(id).element, this.pins.get(id).row.point));
    if (this.draft) this.put(this.draft, state('comment_draft').place.point);
    if (!seen.includes(this.current)) [this.current] = seen;
    this.seen = seen;
    for (const [id, { element }] of this.pins) element.tabIndex = id === this.current ? 0 : -1;
  }

  // What the panel leaves free of the map: beside it, or above it where it is a sheet.
  freeBox() {
    const [width, height] = this.twin.camera.size;
    const panel = $('#comments')?.getBoundingClientRect();
    if (!panel) return { left: 0, right: width, bottom: height };
    const isSheet = panel.width > width * 0.8;
    return { left: isSheet ? 0 : panel.right, right: width, bottom: isSheet ? panel.top : height };
  }

  // Returns whether the place is seen: behind the eye, the panel or the window's edge it is not, nor found by keys.
  put(element, point) {
    const { left, right, bottom } = this.free;
    const { x, y, visible } = this.twin.camera.project(...point);
    const isSeen = visible && x > left && x < right && y > 0 && y < bottom;
    element.hidden = !isSeen;
    if (isSeen) element.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
    return isSeen;
  }

  key(event) {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by || !this.seen?.length) return;
    event.preventDefault();
    const at = (this.seen.indexOf(this.current) + by + this.seen.length) % this.seen.length;
    this.pins.get(this.seen[at]).element.focus({ preventScroll: true });
    this.place();
  }
}
