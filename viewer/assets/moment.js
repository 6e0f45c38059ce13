// The slider of the hour, the day, the keys: what is said runs along with the hand, the server hears where it rests.

const REST_MS = 200;
const HOUR_MS = 3_600_000;
const STEP_MS = HOUR_MS / 4;
const YEARS_MS = [Date.UTC(2000, 0, 2), Date.UTC(2099, 11, 30)];

const state = (name) => window.trame.state.get(name);
const set = (name, value) => window.trame.state.set(name, value);
const $ = (selector) => document.querySelector(selector);

const inUtc = (instant) => `${new Date(instant).toISOString().slice(0, 16)}+00:00`;

export class Moment {
  constructor(twin) {
    this.twin = twin;
    window.trame.state.watch(['moment'], (moment) => this.follow(moment));
    this.follow(state('moment'));
    document.addEventListener('keydown', (event) => this.key(event));
  }

  // The server's moment counts again, unless the hand is already farther on.
  follow(moment) {
    if (!moment || this.resting) return;
    set('moment_said', null);
    set('moment_step', moment.step);
  }

  open() {
    set('moment_open', true);
    if (window.innerWidth <= 700 && state('card')) this.twin.selecting.close();
    requestAnimationFrame(() => $('#moment-hour')?.focus({ preventScroll: true }));
  }

  close() {
    set('moment_open', false);
    requestAnimationFrame(() => $('[data-tool="moment"]')?.focus({ preventScroll: true }));
  }

  // Escape, where nothing that lies above it was there to be closed.
  leave(event) {
    if (!state('moment_open') || event.defaultPrevented) return false;
    this.close();
    return true;
  }

  // Where the hand is: ahead of the server's moment while that is on its way.
  get instant() { return this.wanted ?? Date.parse(state('moment').time); }

  slide(step) {
    this.twin.play.stop();
    this.go(state('moment').begins_ms + step * STEP_MS, step);
  }

  byHours(by) {
    this.twin.play.stop();
    const at = Math.min(Math.max(this.instant + by * HOUR_MS, YEARS_MS[0]), YEARS_MS[1]);
    const { begins_ms: begins, steps } = state('moment');
    this.go(at, Math.min(Math.max(Math.floor((at - begins) / STEP_MS), 0), steps - 1));
  }

  // Another day at the same hour of its clock; the server knows what its clock is like.
  chooseDay(date) {
    this.twin.play.stop();
    if (date) this.ask(`${date}T${this.said(this.instant).hour}`);
  }

  toNow() {
    this.twin.play.stop();
    this.ask('');
    $('#moment-hour')?.focus({ preventScroll: true }); // the button is of no more use
  }

  go(instant, step) {
    this.point(instant, step);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.ask(inUtc(instant)), REST_MS);
  }

  // As played: at once, and over when the server looks at it.
  async reach(instant) {
    this.point(instant, Math.round((instant - state('moment').begins_ms) / STEP_MS));
    await this.ask(inUtc(instant));
  }

  point(instant, step) {
    this.wanted = instant;
    set('moment_step', step);
    set('moment_said', this.said(instant));
  }

  async ask(text) {
    clearTimeout(this.resting);
    this.resting = undefined;
    const round = (this.round ?? 0) + 1;
    this.round = round;
    await window.trame.trigger('choose_moment', [text]);
    if (round !== this.round || this.resting) return;
    this.wanted = undefined;
    this.follow(state('moment'));
  }

  // What a moment is called by the city's clock, as the server says it.
  said(instant) {
    const locale = { en: 'en-GB' }[state('language')] ?? state('language');
    const parts = (style) => {
      const made = new Intl.DateTimeFormat(locale, {
        weekday: style, month: style, day: 'numeric', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
        timeZone: state('moment').zone,
      }).formatToParts(instant);
      return Object.fromEntries(made.map(({ type, value }) => [type, value]));
    };
    const [long, short] = [parts('long'), parts('short')];
    const hour = `${long.hour}:${long.minute}`;
    const date = new Intl.DateTimeFormat('sv', { timeZone: state('moment').zone }).format(instant);
    return {
      text: `${long.weekday}, ${long.day} ${long.month} ${long.year}, ${hour}`, day: `${short.weekday} ${short.day} ${short.month}`,
      hour, date,
    };
  }

  // Comma and full stop, on the map or in the panel; page up and down on the slider: an hour.
  key(event) {
    const { target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || state('is_display')) return;
    const isHere = target.closest?.('#map, [data-tool="moment"]') || (target.closest?.('#moment') && target.type !== 'date');
    const bySlider = target.id === 'moment-hour' ? { PageUp: 1, PageDown: -1 } : {};
    const by = { ',': -1, '.': 1, ...bySlider }[event.key];
    if (!by || !isHere) return;
    event.preventDefault();
    event.stopPropagation();
    this.byHours(by);
  }
}
