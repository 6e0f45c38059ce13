// Two sides of the city in one picture: before at the left of a line that is moved, after at its right; or both whole,
// beside each other. One camera, one canvas: each side is drawn into its part of it, so neither lags behind the other.

const NARROW_PX = 700;
const STEP = 0.02;
const LEAP = 0.1;
const AT = 10_000; // so fine the line's place is kept

const state = (name) => window.trame.state.get(name);
const act = (name, ...args) => window.trame.trigger(name, args);
const $ = (selector) => document.querySelector(selector);
const within = (value) => Math.min(Math.max(Math.round(value * AT) / AT, 0), 1);

export class Compare {
  constructor(twin) {
    this.twin = twin;
    this.at = 0.5;
    this.seen = 0;
    this.side = 'after'; // where the pointer was last
    this.isOn = false;
    twin.overlays.add(() => this.furnish());
    window.trame.state.watch(['compare'], (compare) => this.follow(compare));
    this.follow(state('compare'));
  }

  // A phone has no room for two pictures.
  get mode() { return window.innerWidth <= NARROW_PX ? 'swipe' : state('compare')?.mode; }

  get isHalved() { return this.isOn && this.mode === 'side'; }

  // Whether the pointer is in the half that the camera's picture is not in.
  get isElsewhere() { return this.isHalved && this.side === 'before'; }

  follow(compare) {
    if (!compare) {
      this.isOn = false;
      this.unfold();
    }
    else if (compare.number > this.seen) {
      this.at = compare.at;
      if (!state('is_display')) act('list_scenarios'); // what may stand on the left
    }
    this.seen = compare?.number ?? this.seen;
    if (!compare) this.side = 'after';
    if (this.twin.pixels) this.twin.resize(this.twin.scale);
  }

  // One side alone until all of the other is there.
  begin() {
    if (this.isOn || !state('compare') || !this.twin.tiles.hasBefore) return;
    this.isOn = true;
    this.twin.resize(this.twin.scale);
  }

  // Gives the camera its picture: all of the map, or its right half.
  share(width, height) {
    const { camera } = this.twin;
    camera.left = this.isHalved ? width / 2 : 0;
    camera.size = [width - camera.left, height * camera.part];
  }

  // The sides to be drawn, each with the part of the camera's picture that is seen of it.
  parts() {
    const { view } = this.twin;
    const draw = () => view.renderWindow.render();
    if (!this.isOn) return [{ side: 'after', part: [0, 1], draw }];
    const [pixels] = view.openglRenderWindow.getSize();
    const line = Math.round((this.isHalved ? 0.5 : this.at) * pixels) / pixels; // between two pixels
    const sides = [['before', 0, line], ['after', line, 1]].filter(([, from, to]) => from < to);
    return sides.map(([side, from, to]) => {
      const part = this.isHalved ? [0, 1] : [from, to];
      return { side, part, draw: () => this.drawPart(draw, [from, to], part) };
    });
  }

  // Into a part of the canvas, with the part of the picture that belongs there.
  drawPart(draw, [left, right], [from, to]) {
    const { renderer } = this.twin.view;
    const camera = renderer.getActiveCamera();
    renderer.setViewport(left, 0, right, 1);
    const { shift } = this.twin.camera.lens;
    camera.setWindowCenter((from + to - 1) / (to - from), shift);
    draw();
    renderer.setViewport(0, 0, 1, 1);
    camera.setWindowCenter(0, shift);
  }

  // Where the line is, in pixels of a picture of some width; null where there is none.
  line(width) { return this.isOn ? (this.isHalved ? 0.5 : this.at) * width : null; }

  nameOf(side) { return `${state('t')[side]}: ${state('compare')[side]}`; }

  // Pointers. In the left half they do what they do at the same place of the right one.

  within([x, y], isHeld) {
    if (!this.isOn) return [x, y];
    const { width } = this.twin.element.getBoundingClientRect();
    if (!isHeld) this.side = x < (this.line(width) ?? 0) ? 'before' : 'after';
    return this.isElsewhere ? [x + width / 2, y] : [x, y];
  }

  // By keys the middle of the view is meant: of the right half, shifted of the left one.
  aim(isShifted) {
    this.side = this.isOn && (this.isHalved ? isShifted : this.at > 0.5) ? 'before' : 'after';
  }

  // Without a scenario the server says why there is nothing to compare.
  open() {
    if (!state('compare')) this.fold();
    act('compare', state('compare') ? '' : 'swipe', this.at);
  }

  choose(mode) {
    this.fold();
    act('compare', mode, this.at);
  }

  // The left picture would lie under the panel, which comes back when nothing is compared any more.
  fold() {
    this.hasFolded ||= state('layers_open');
    window.trame.state.set('layers_open', false);
  }

  unfold() {
    if (this.hasFolded) window.trame.state.set('layers_open', true);
    this.hasFolded = false;
  }

  // Escape, where nothing else was there to be left.
  leave(event) {
    if (!state('compare') || event.defaultPrevented || $('.v-overlay--active .v-card')) return;
    if (event.target.closest?.('.compare-line, .compare-bar')) this.twin.element.focus({ preventScroll: true });
    act('compare', '');
  }

  // The line

  moveTo(at) {
    this.at = within(at);
    this.twin.moving = performance.now();
    this.twin.draw();
  }

  settle() {
    this.twin.settle();
    this.twin.viewing.write();
  }

  grab(event) {
    const line = event.currentTarget;
    const box = this.twin.element.getBoundingClientRect();
    const off = event.clientX - box.left - this.at * box.width;
    line.setPointerCapture(event.pointerId);
    const move = ({ clientX }) => this.moveTo((clientX - box.left - off) / box.width);
    line.addEventListener('pointermove', move);
    const end = () => {
      line.removeEventListener('pointermove', move);
      this.settle();
    };
    line.addEventListener('lostpointercapture', end, { once: true });
  }

  key(event) {
    const step = event.shiftKey ? LEAP : STEP;
    const to = {
      ArrowLeft: this.at - step, ArrowDown: this.at - step, ArrowRight: this.at + step, ArrowUp: this.at + step,
      Home: 0, End: 1,
    }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.moveTo(to);
    this.settle();
  }

  // What stands over the picture; the page's own texts are the server's.
  furnish() {
    const root = document.documentElement;
    const mode = this.isOn ? this.mode : '';
    if (root.dataset.compare !== mode) root.dataset.compare = mode;
    if (!mode) return;
    root.style.setProperty('--line-at', `${(this.isHalved ? 0.5 : this.at) * 100}%`);
    const line = $('.compare-line');
    if (!line) return;
    const left = Math.round(this.at * 100);
    const said = state('t').compare_value.replace('{before}', left).replace('{after}', 100 - left);
    if (line.getAttribute('aria-valuetext') === said) return;
    line.setAttribute('aria-valuenow', left);
    line.setAttribute('aria-valuetext', said);
  }

  // As a view keeps it.
  view() {
    const compare = state('compare');
    return compare && { compare: { mode: compare.mode, at: this.at, with: compare.with || null } };
  }
}
