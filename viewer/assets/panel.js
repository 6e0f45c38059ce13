// The list of the scenario: names that are typed, the order of edits, where the keyboard goes on.

const state = (name) => window.trame.state.get(name);
const set = (name, value) => window.trame.state.set(name, value);
const act = (name, ...args) => window.trame.trigger(name, args);

// What is to be focused may be put in its place only with the next pictures.
const found = (selector) => document.querySelector(selector);
export const focus = (selector, tries = 30) => requestAnimationFrame(() => {
  if (found(selector)) found(selector).focus({ preventScroll: true });
  else if (tries) focus(selector, tries - 1);
});

export class Panel {
  constructor(scenario) {
    this.scenario = scenario;
    this.focusAfter = '';
    window.trame.state.watch(['name_error'], (error) => error?.text && focus('#scenario-name'));
    window.trame.state.watch(['archived_by'], (by) => by && state('name_form') === 'archive' && set('name_form', ''));
  }

  showSide(side) {
    set('side', side);
    if (side === 'scenario' && !state('desk')) act('list_scenarios');
  }

  // Opens the panel at the scenario, wherever it was.
  show() {
    set('left_panel', 'layers');
    set('layers_open', true);
    this.showSide('scenario');
    focus('#tab-scenario');
  }

  begin(name) { act('new_scenario', name.trim()); }

  putAway() {
    const { is_saved: isSaved, edits, mine } = state('desk');
    if (((!isSaved && edits.length) || mine) && state('name_form') !== 'away') {
      set('name_form', 'away'); // asked first: what is not saved would be gone
      return;
    }
    set('name_form', '');
    this.scenario.keeper.forget();
    act('close_scenario');
    act('list_scenarios');
  }

  async askName(what) {
    const { name, is_copy: isCopy } = state('desk');
    set('name_typed', (what === 'clone' || isCopy) ? await act('name_copy') ?? '' : name);
    set('name_form', state('name_form') === what ? '' : what);
    focus('#scenario-name');
  }

  askArchive() {
    const isAsked = state('name_form') === 'archive';
    set('name_form', isAsked ? '' : 'archive');
    focus(isAsked ? '[data-tool="archive"]' : '[data-tool="archive-sure"]');
  }

  async archive() {
    set('name_form', '');
    focus(await act('archive_scenario') ? '[data-tool="list-again"]' : '[data-tool="archive"]');
  }

  async listAgain() { if (await act('unarchive_scenario')) focus('[data-tool="archive"]'); }

  takeName(name) {
    const what = state('name_form');
    if (what === 'rename') this.rename(name.trim());
    else act(what === 'clone' ? 'clone_scenario' : 'save_scenario', name.trim());
  }

  // What was typed stays where it is refused.
  async rename(name) {
    if (!await act('rename_scenario', name)) return;
    set('name_form', '');
    focus('[data-tool="rename"]');
  }

  openEdit({ id, note }) {
    const isOpen = state('edit_open') === id;
    set('edit_open', isOpen ? '' : id);
    this.noted = note;
    set('note_typed', note);
  }

  keepNote(id) {
    act('note_edit', id, state('note_typed'));
    focus(`[data-edit="${id}"] textarea`);
  }

  move(id, by) {
    const order = state('desk').edits.map((edit) => edit.id);
    const at = order.indexOf(id);
    order.splice(at + by, 0, ...order.splice(at, 1));
    const tool = (name) => `[data-edit="${id}"] [data-tool="${name}"]:not([disabled])`;
    this.focusAfter = tool(by < 0 ? 'up' : 'down');
    if ((by < 0 && at + by === 0) || (by > 0 && at + by === order.length - 1)) this.focusAfter = tool('show'); // at the end
    act('reorder_edits', order);
  }

  remove(id) {
    this.focusAfter = '[data-tool="add-edit"]';
    act('remove_edit', id);
  }

  // A name that was typed has been taken; a button that was moved keeps the focus.
  deskChanged(desk) {
    const said = desk && `${desk.name} ${desk.is_saved}`;
    if (said !== this.said && state('name_form')) set('name_form', '');
    if (said !== this.said && state('name_typed')) set('name_typed', '');
    this.said = said;
    // A note that became another one, as by undo, takes the place of what was typed.
    const note = desk?.edits.find(({ id }) => id === state('edit_open'))?.note ?? this.noted;
    if (note !== this.noted) set('note_typed', note);
    this.noted = note;
    if (this.focusAfter) focus(this.focusAfter);
    this.focusAfter = '';
  }
}
