// The big screen: plays the stories one step after the other, lets a visitor take over, and goes on when left alone.
// It may run for weeks: one timer at a time, nothing is collected.

const COUNT_S = 10;
const QR_MS = 1000;
const AGAIN_MS = 60_000; // new stories may be there after a round

const state = (name) => window.trame.state.get(name);
const set = (name, value) => window.trame.state.set(name, value);
const act = (name, ...args) => window.trame.trigger(name, args);

export class Display {
  constructor(twin) {
    this.twin = twin;
    const { idle_s: idle = 45, step_s: step = 14 } = window.displayTimes;
    [this.idleMs, this.stepMs] = [idle * 1000, step * 1000];
    [this.stories, this.place] = [[], [0, -1]]; // the place: story and step
    this.isFirst = false; // the touch that stops the stories asks for nothing else
    this.makeRoom();
    window.addEventListener('resize', () => this.makeRoom());
    twin.overlays.add(() => this.note());
    for (const name of ['pointerdown', 'pointermove', 'wheel', 'keydown']) {
      document.addEventListener(name, (event) => {
        if (name !== 'pointermove') this.isFirst = state('display_mode') === 'plays';
        if (name !== 'pointermove' || event.buttons) this.touched(); // a mouse that passes by is no touch
      }, { capture: true, passive: true });
    }
    this.play();
  }

  after(ms, then) {
    clearTimeout(this.timer);
    this.timer = setTimeout(then, ms);
  }

  // What a story looks at stands in the part of the screen that its card at the foot leaves free.
  makeRoom() {
    const card = getComputedStyle(document.querySelector('.on-display')).getPropertyValue('--card');
    this.twin.camera.part = 1 - parseFloat(card) / 100;
    this.twin.resize(this.twin.scale);
  }

  async play() {
    clearTimeout(this.timer);
    this.twin.tiles.fetchLost();
    const listed = await act('list_stories'); // there may be others since the last round
    this.stories = (listed ?? []).filter(({ count }) => count);
    if (state('display_mode') === 'touched') return;
    set('display_mode', 'plays');
    if (state('card')) this.twin.selecting.close();
    this.next();
  }

  async next() {
    const { stories } = this;
    if (!stories.length) {
      this.twin.home();
      this.after(AGAIN_MS, () => this.play());
      return;
    }
    let [story, step] = [this.place[0] % stories.length, this.place[1] + 1];
    if (step >= stories[story].count) [story, step] = [(story + 1) % stories.length, 0];
    this.place = [story, step];
    this.after(this.stepMs, () => (story === 0 && step === 0 ? this.play() : this.next()));
    await act('play_story', stories[story].id, step);
  }

  touched() {
    if (state('display_mode') !== 'touched') {
      cancelAnimationFrame(this.twin.flight);
      this.twin.settle();
      set('display_mode', 'touched');
    }
    this.after(this.idleMs, () => this.count(COUNT_S));
  }

  count(seconds) {
    if (seconds <= 0) {
      set('display_mode', 'plays');
      this.play();
      return;
    }
    set('display_mode', 'counts');
    set('display_count', seconds);
    this.after(1000, () => this.count(seconds - 1));
  }

  // Where the view comes to rest, its QR code is made anew.
  note() {
    const now = Object.values(this.twin.camera.state).join();
    if (now === this.last) return;
    this.last = now;
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      const address = this.twin.viewing.address();
      if (address !== state('qr')?.address) act('show_qr', address);
    }, QR_MS);
  }
}
