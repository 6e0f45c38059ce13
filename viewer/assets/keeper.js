// What this browser tab keeps of the open scenario and of the form, so that a reload or a lost server loses nothing.

const PIECE = 40_000; // characters: a message over the socket may not be long
const KEPT = 'scenario';
const DRAFT = 'form';

const state = (name) => window.trame.state.get(name);

export class Keeper {
  constructor(scenario, city) {
    this.scenario = scenario;
    this.city = city;
    this.waiting = null;
    window.trame.state.watch(['desk_kept'], (kept) => {
      if (kept && !this.isRestoring) this.store(KEPT, kept);
    });
    window.trame.state.watch(['desk', 'edit_forms'], () => this.restoreDraft());
  }

  store(name, value) { sessionStorage.setItem(name, JSON.stringify({ city: this.city, value })); }

  stored(name) {
    const kept = JSON.parse(sessionStorage.getItem(name) || 'null');
    return kept?.city === this.city ? kept.value : null;
  }

  keepDraft() { this.store(DRAFT, state('draft')); }

  forget() {
    sessionStorage.removeItem(KEPT);
    sessionStorage.removeItem(DRAFT);
  }

  // What is saved is opened by its name, what is not is sent back whole; what was on offer beside it is so again.
  async restore() {
    const kept = this.stored(KEPT);
    if (!kept || state('desk')) return;
    this.waiting = this.stored(DRAFT);
    window.trame.state.set('side', 'scenario');
    this.isRestoring = true; // until both are back, nothing replaces what is kept of them
    try {
      if (kept.text) await this.sendBack('restore_scenario', kept.text);
      else await window.trame.trigger('open_scenario', [kept.name]);
      if (kept.mine) await this.sendBack('restore_mine', kept.mine);
    } finally { this.isRestoring = false; }
    if (state('desk_kept')) this.store(KEPT, state('desk_kept'));
  }

  sendBack(action, text) {
    const asked = [];
    for (let at = 0; at < text.length; at += PIECE) {
      asked.push(window.trame.trigger(action, [text.slice(at, at + PIECE), at + PIECE >= text.length]));
    }
    return Promise.all(asked);
  }

  restoreDraft() {
    if (!this.waiting || !state('desk') || !state('edit_forms')?.of[this.waiting.kind]) return;
    const draft = this.waiting;
    this.waiting = null;
    window.trame.state.set('draft', { ...draft, waits: false, seeks: false });
    this.scenario.enter(draft.layer, null);
  }
}
