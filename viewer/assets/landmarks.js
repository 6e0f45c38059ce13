// The page by keys alone: F6 goes from panel to panel, arrows from tab to tab, and the focus is never lost with what
// held it.

import { focus } from './panel.js';

// In the order in which they are gone through.
const LANDMARKS = [
  '#map', '.find', '.panel.layers', '.panel.ask', '.panel.comments', '.panel.measure', '#card', '.draw-bar', '.panel.compare-bar',
  '.compare-line', '.panel.in-view', '.panel.colours', '.colours-opener', '#board', '.board-opener', '#moment', '.moment-opener',
  '.player', '.settings', '.navigation',
];
const FOR_OTHERS = 4; // pictures in which another part of the page may take the focus
const FOCUSABLE = ':is(a[href], button, input, select, textarea, [tabindex="0"]):not([disabled], [type="hidden"])';

const state = (name) => window.trame.state.get(name);
const set = (name, value) => window.trame.state.set(name, value);
const $ = (selector) => document.querySelector(selector);
const inPictures = (count, then) => requestAnimationFrame(() => (count > 1 ? inPictures(count - 1, then) : then()));
const isSeen = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility === 'visible';

export class Landmarks {
  constructor() {
    this.path = []; // from what had the focus last up to the page
    this.left = new Map(); // what had the focus last in each landmark
    document.addEventListener('focusin', ({ target }) => this.note(target));
    document.addEventListener('keydown', (event) => this.key(event), true);
    new MutationObserver(() => this.recover()).observe($('.twin'), { childList: true, subtree: true });
    window.trame.state.watch(['board_open'], (isOpen) => this.follow(isOpen));
  }

  note(target) {
    this.path = [];
    for (let each = target; each && each !== document.body; each = each.parentElement) this.path.push(each);
    const landmark = this.path.find((each) => each.matches(LANDMARKS.join()));
    if (landmark) this.left.set(landmark, target);
  }

  get isLost() {
    const [last] = this.path;
    return Boolean(last) && !last.isConnected && document.activeElement === document.body;
  }

  // What had the focus is gone; whoever took it away may still put the focus somewhere with the next pictures.
  recover() {
    if (this.isWaiting || !this.isLost) return;
    this.isWaiting = true;
    inPictures(FOR_OTHERS, () => {
      this.isWaiting = false;
      if (this.isLost) this.takeBack();
    });
  }

  // To the panel that it was in, else to the map.
  takeBack() {
    const panel = this.path.find((each) => each.isConnected && each.matches(LANDMARKS.join()) && isSeen(each));
    this.path = [];
    if (panel) this.enter(panel);
    else $('#map').focus({ preventScroll: true });
  }

  key(event) {
    if (document.querySelector('.v-overlay--active .v-card')) return; // a dialog keeps the keys
    if (event.key === 'F6' && !event.ctrlKey && !event.altKey && !event.metaKey) this.step(event);
    else if (event.key === 'Escape' && event.target.closest?.('#board')) this.closeBoard(event);
    else if (event.target.closest?.('[role="tab"]')) this.turn(event);
  }

  // To the next panel that there is, or with shift to the one before.
  step(event) {
    event.preventDefault();
    const there = LANDMARKS.flatMap((selector) => [...document.querySelectorAll(selector)]).filter(isSeen);
    const at = there.findIndex((each) => each.contains(document.activeElement));
    const by = event.shiftKey ? -1 : 1;
    const from = at < 0 && by < 0 ? 0 : at;
    for (let k = 1; k <= there.length; k += 1) {
      if (this.enter(there[(from + by * k + there.length * 2) % there.length])) return;
    }
  }

  // To what had the focus there last, else to the first that can have it.
  enter(landmark) {
    const last = this.left.get(landmark);
    const inside = [landmark, ...landmark.querySelectorAll(FOCUSABLE)];
    const to = last?.isConnected && isSeen(last) ? last : inside.find((each) => each.matches(FOCUSABLE) && isSeen(each));
    to?.focus();
    return document.activeElement === to;
  }

  // Of two tabs, arrows take the other.
  turn(event) {
    const tabs = [...event.target.closest('[role="tablist"]').querySelectorAll('[role="tab"]')];
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = { Home: 0, End: tabs.length - 1 }[event.key] ?? tabs.indexOf(event.target.closest('[role="tab"]')) + by;
    const to = tabs[(at + tabs.length) % tabs.length];
    if (!to) return;
    event.preventDefault();
    to.focus();
    to.click();
  }

  closeBoard(event) {
    event.stopPropagation();
    set('board_open', false);
    window.trame.trigger('close_board');
  }

  // The button that opened the board goes as it opens, and comes back as it closes.
  follow(isOpen) {
    const { activeElement } = document;
    const wasOpen = this.isBoardOpen;
    this.isBoardOpen = isOpen;
    if (isOpen === Boolean(wasOpen)) return; // as the page begins
    if (isOpen) focus('#board');
    else if (activeElement === document.body || activeElement.closest('#board, .board-opener')) focus('.board-opener');
  }
}
