// Takes the pictures of a memo: the city before and after the scenario from the same place, sent piece by piece.
// The page then shows again what it showed.

const PIECE = 40_000; // characters: a message over the socket may not be long
const WIDEST_PX = 1600;
const QUALITY = 0.86;
const PATIENCE_MS = 40_000; // for the tiles of one side
const LOOK_AGAIN_MS = 120;
const SKY_PX = [420, 60]; // above and below the horizon, as in twin.css

const state = (name) => window.trame.state.get(name);
const act = (name, ...args) => window.trame.trigger(name, args);
const hashOf = (url) => url.match(/(\w+)\.vtp/)?.[1];

export class Memo {
  constructor(twin) {
    this.twin = twin;
    window.trame.state.watch(['memo'], (memo) => this.follow(memo));
  }

  // Opens the memo by itself where the browser still takes it for the planner's click.
  follow(memo) {
    if (memo?.stage !== 'ready' || memo.url === this.opened) return;
    this.opened = memo.url;
    if (navigator.userActivation?.isActive) window.open(memo.url, '_blank', 'noopener');
  }

  async make() {
    if (!(await act('make_memo')) || !(await this.until(() => state('memo'), { starts: true }))) return;
    const { side } = state('desk');
    const compared = state('compare'); // one side at a time has its picture taken
    const camera = this.twin.getCamera();
    this.hold(true);
    try {
      for (const each of ['before', 'after']) {
        await act('look_at', each);
        this.twin.setCamera(camera);
        if (!(await this.until(() => state('desk')?.side === each && !state('changes_wait') && this.isDrawn))) break;
        await this.send(each, this.shot());
      }
    } finally {
      this.hold(false);
      await act('look_at', side);
      if (compared) await act('compare', compared.mode, this.twin.compare.at);
    }
    if (this.isWanted) await act('write_memo');
  }

  // A memo is of all of the city in its own colours, whatever the planner looks at.
  hold(on) {
    for (const part of ['paint', 'isolation', 'section', 'shade']) this.twin[part].hold(on);
  }

  get isWanted() { return state('memo')?.stage === 'pictures'; }

  // Whether every tile is here, and each as the city on show has it.
  get isDrawn() {
    const { tiles } = this.twin;
    return tiles.isComplete && state('tiles').every(({ id, url }) => {
      const mesh = tiles.meshes.get(id);
      return mesh?.hash === hashOf(url) || tiles.isLost({ url });
    });
  }

  async until(holds, { starts = false } = {}) {
    const end = performance.now() + PATIENCE_MS;
    while (!holds()) {
      if ((!starts && !this.isWanted) || performance.now() > end) return false;
      this.twin.draw();
      await new Promise((resolve) => { setTimeout(resolve, LOOK_AGAIN_MS); });
    }
    return true;
  }

  // The drawing is there only until the browser has shown it, so it is copied in the same go.
  shot() {
    const { twin } = this;
    twin.resize(1);
    twin.drawNow();
    const drawn = twin.view.openglRenderWindow.getCanvas();
    const scale = Math.min(1, WIDEST_PX / Math.max(drawn.width, drawn.height));
    const [width, height] = [drawn.width, drawn.height].map((length) => Math.round(length * scale));
    const copy = Object.assign(document.createElement('canvas'), { width, height });
    const context = copy.getContext('2d');
    context.fillStyle = this.sky(context, height);
    context.fillRect(0, 0, width, height);
    context.drawImage(drawn, 0, 0, width, height);
    context.scale(width / twin.camera.size[0], height / twin.camera.size[1]);
    twin.changes.paint(context);
    return copy.toDataURL('image/jpeg', QUALITY).split(',')[1];
  }

  sky(context, height) {
    const style = getComputedStyle(document.querySelector('.sky'));
    const colour = (name) => style.getPropertyValue(name).trim();
    const said = colour('--horizon');
    const shown = this.twin.camera.size[1];
    const horizon = parseFloat(said) * (said.endsWith('%') ? shown / 100 : 1);
    const [above, below] = SKY_PX;
    const scale = height / shown;
    const made = context.createLinearGradient(0, (horizon - above) * scale, 0, (horizon + below) * scale);
    made.addColorStop(0, colour('--sky-top'));
    made.addColorStop(above / (above + below), colour('--sky-low'));
    made.addColorStop(1, colour('--haze'));
    return made;
  }

  async send(side, text) {
    for (let at = 0; at < text.length && this.isWanted; at += PIECE) {
      await act('add_picture', side, text.slice(at, at + PIECE), at + PIECE >= text.length);
    }
  }
}
