// Plays a day: the moment goes on by half an hour about each second, and never before the picture of the last one is here.

const QUARTER_MS = 900_000;
const STEP_MS = 2 * QUARTER_MS;
const EVERY_MS = 1000;
const LOOK_MS = 100;
const PATIENCE_MS = 60_000;

const state = (name) => window.trame.state.get(name);
const set = (name, value) => window.trame.state.set(name, value);
const sleep = (ms) => new Promise((done) => { setTimeout(done, ms); });

export class Play {
  constructor(twin) {
    this.twin = twin;
    this.run = null; // what goes on now; another one, or none, ends it
    window.trame.state.watch(['moment_open'], (isOpen) => !isOpen && this.stop());
    document.addEventListener('keydown', (event) => this.key(event), true);
  }

  toggle() {
    if (this.run) this.stop();
    else this.start();
  }

  stop() {
    if (!this.run) return;
    this.run = null;
    set('moment_plays', false);
  }

  // From sunrise, or from where it was stopped and still is.
  async start() {
    const run = {};
    this.run = run;
    set('moment_plays', true);
    if (state('sun')?.mode !== 'moment') await window.trame.trigger('choose_shade', ['moment']);
    if (await this.settled(run)) await this.steps(run, state('sun').day);
    if (this.run === run) this.stop();
  }

  async steps(run, day) {
    if (!day) return; // the sun does not rise, or does not set
    const [rise, sets] = day;
    const now = Date.parse(state('moment').time);
    const first = now === this.stoppedAt && now + STEP_MS <= sets ? now + STEP_MS : Math.ceil(rise / QUARTER_MS) * QUARTER_MS;
    for (let at = first; at <= sets; at += STEP_MS) {
      const began = performance.now();
      this.stoppedAt = at;
      await this.twin.moment.reach(at);
      if (!(await this.settled(run, at))) return;
      await sleep(Math.max(EVERY_MS - (performance.now() - began), 0));
      if (this.run !== run) return;
    }
    this.stoppedAt = null;
  }

  // Whether the picture of a moment is here; false where it does not come, or nobody waits for it any more.
  async settled(run, at) {
    for (let waited = 0; waited < PATIENCE_MS && this.run === run; waited += LOOK_MS) {
      const [sun, moment] = [state('sun'), state('moment')];
      if (at !== undefined && sun?.mode !== 'moment') return false; // switched off, or shown in another way
      const isThere = at === undefined || Date.parse(moment.time) === at;
      if (isThere && sun?.mode === 'moment' && !sun.is_working && this.twin.shade.url === sun.url) return true;
      await sleep(LOOK_MS);
    }
    return false;
  }

  // Escape stops it, and does nothing else then.
  key(event) {
    if (event.key !== 'Escape' || !this.run) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.stop();
  }
}
