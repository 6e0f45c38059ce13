// The planner's side of the page: the form that is filled in, its preview over the map, keys, what this browser keeps.

import {
  fieldsOf, formOf, measured, newDraft, saidOf, stageOf, toolsOf, wrongWith,
} from './draft.js';
import { DrawTool } from './draw.js';
import { Filling } from './filling.js';
import { Keeper } from './keeper.js';
import { Overlay } from './overlay.js';
import { Panel, focus } from './panel.js';
import { preview, ringsOf } from './preview.js';
import { detailOf, isOf, piecesSaid, withPicked } from './targets.js';

const NARROW_PX = 700;
const PLACE_DISTANCES_M = [250, 4000];
const EDGE_PX = 60;

const state = (name) => window.trame.state.get(name);
const set = (name, value) => window.trame.state.set(name, value);
const act = (name, ...args) => window.trame.trigger(name, args);
const $ = (selector) => document.querySelector(selector);
const toTop = () => requestAnimationFrame(() => $('#scenario').scrollTo(0, 0));

export class Scenario {
  constructor(twin) {
    this.twin = twin;
    this.overlay = new Overlay(twin.camera, $('#drawing'));
    this.drawing = new DrawTool(twin, this);
    this.filling = new Filling(this);
    this.panel = new Panel(this);
    this.keeper = new Keeper(this, JSON.stringify(twin.camera.space.home));
    twin.overlays.add(() => this.frame());
    this.shown = [];
    this.lent = '';
    this.seen = { edit_answer: 0, picked: 0, edit_place: 0 };
    this.watch();
    document.addEventListener('keydown', (event) => this.key(event));
  }

  get draft() { return state('draft'); }

  watch() {
    const follow = window.trame.state;
    const once = (name, then) => follow.watch([name], (said) => {
      if (!said || said.number <= this.seen[name]) return;
      this.seen[name] = said.number;
      then(said);
    });
    follow.watch(['desk', 'edit_forms'], () => this.deskChanged());
    follow.watch(['edit_columns'], (columns) => this.filling.askClass(columns));
    once('edit_answer', (answer) => this.answered(answer));
    once('picked', (picked) => this.addTarget(picked));
    once('edit_place', (place) => this.showPlace(place));
  }

  deskChanged() {
    const desk = state('desk');
    this.shown = [];
    if (this.wanted && desk && state('edit_forms')) this.open(this.wanted);
    if (!desk && this.draft && !this.wanted) this.close();
    this.panel.deskChanged(desk);
    this.redraw();
  }

  // The form

  showKinds() {
    set('kinds_open', true);
    toTop();
    focus('#form-title');
  }

  hideKinds() {
    set('kinds_open', false);
    focus('[data-tool="add-edit"]');
  }

  // `target` is the object of a card: {layer, id}.
  start(kind, target = null) {
    set('left_panel', 'layers');
    set('side', 'scenario');
    set('layers_open', true);
    if (target) this.twin.selecting.close();
    this.wanted = { kind, target };
    if (state('desk') && state('edit_forms')) this.open(this.wanted);
    else act('new_scenario', '');
  }

  open({ kind, target }) {
    this.wanted = null;
    set('kinds_open', false);
    if (state('desk').side === 'before') act('look_at', 'after');
    set('draft', newDraft(kind, target));
    toTop();
    this.enter(this.draft.layer, target);
  }

  // What follows when it is clear which layer the form is about.
  enter(layer, target) {
    const shown = state('groups').flatMap((group) => group.layers).find(({ name }) => name === layer);
    this.hideLent();
    if (shown && !shown.empty && !state('visible').includes(layer)) {
      this.lent = layer;
      act('show_layer', layer, true);
    }
    if (layer && formOf(this.draft).columns) act('list_columns', layer);
    this.filling.askClass(state('edit_columns'));
    if (target) act('choose_target', layer, target.id).finally(() => { if (this.draft?.seeks) this.update({ seeks: false }); });
    this.setStage(this.draft.stage);
  }

  // A layer that was switched on for the form alone goes with it, unless something was made there.
  hideLent() {
    if (this.lent) act('show_layer', this.lent, false);
    this.lent = '';
  }

  chooseLayer(layer) {
    const draft = { ...this.draft, layer, targets: [], points: [], columns: [], values: {}, measure: '' };
    draft.tool = draft.kind === 'add_object' ? toolsOf(draft)[0] ?? '' : '';
    this.update({ ...draft, stage: stageOf(draft, formOf(draft), false) });
    this.enter(layer, null);
  }

  update(changes) {
    set('draft', { ...this.draft, ...changes });
    this.keeper.keepDraft();
    this.redraw();
  }

  setStage(stage) {
    this.update({ stage });
    const isNarrow = window.innerWidth <= NARROW_PX;
    if (stage === 'done') this.drawing.release();
    else this.drawing.take();
    if (isNarrow) set('layers_open', stage === 'done');
    focus(stage === 'done' ? '#form-title' : '#map');
    if (stage === 'done' && isNarrow) toTop();
  }

  tools(draft) { return toolsOf(draft); }

  hasHandle(draft) { return ringsOf(draft).length > 0; }

  tool(name) {
    if (name === 'pick') {
      this.setStage('pick');
      return;
    }
    const tool = name || this.draft.tool || toolsOf(this.draft)[0];
    if (tool !== this.draft.tool) this.update({ points: [], measure: '' });
    this.update({ tool });
    this.setStage('draw');
  }

  drawAnew() {
    this.setPoints([]);
    this.setStage('draw');
  }

  setPoints(points) {
    this.update({ points, measure: measured(this.draft.tool, points), error: '' });
    this.filling.askLines(points);
  }

  pointBack() { this.setPoints(this.draft.points.slice(0, -1)); }

  finish() {
    const { stage, targets, tool } = this.draft;
    if (stage === 'pick' && targets.length && this.draft.one && tool) this.setStage('draw');
    else this.setStage('done');
  }

  // The tool was taken away, by Escape or by another tool: what is half drawn goes, what was typed stays.
  interrupted() {
    const { draft } = this;
    if (draft.stage === 'draw' && draft.points.length) this.setPoints([]);
    else if (!draft.targets.length && !draft.typed.length) {
      this.cancel();
      return;
    }
    this.setStage('done');
  }

  cancel() {
    const isNew = !state('desk')?.edits.length;
    this.hideLent();
    this.close();
    focus(isNew ? '#scenario' : '[data-tool="add-edit"]');
  }

  close() {
    this.drawing.release();
    set('draft', null);
    set('layers_open', true);
    this.keeper.keepDraft();
    this.redraw();
  }

  // An object was clicked: taken in, or left out again.
  addTarget(picked) {
    const { draft } = this;
    if (!draft || picked.layer !== draft.layer) return;
    const targets = withPicked(draft.targets, picked, { one: draft.one, hasWholes: formOf(draft).whole });
    const taken = draft.stage === 'pick' && targets.find((one) => isOf(one, picked.id));
    const measure = taken ? [taken.title, detailOf(taken)].filter(Boolean).join(' · ') : '';
    this.update({ targets, measure, height: targets[0]?.pieces[0].height_m ?? null, error: '', seeks: false });
    if (draft.one && draft.tool && draft.stage === 'pick') this.setStage('draw');
  }

  missed(isMissed) { this.update({ measure: isMissed ? state('t').nothing_there : '' }); }

  unpick(key) { this.update({ targets: this.draft.targets.filter((one) => one.key !== key), error: '' }); }

  // All of a street, or only the pieces of it that were clicked.
  take(key, takes) {
    const targets = this.draft.targets.map((one) => (one.key === key ? { ...one, takes } : one));
    this.update({ targets, error: '' });
  }

  piecesSaid(target) { return piecesSaid(target); }

  detailOf(target) { return detailOf(target); }

  apply() {
    const { draft } = this;
    const form = formOf(draft);
    const fields = fieldsOf(draft, form, state('edit_columns'));
    const wrong = Object.fromEntries(fields.map((field) => [field.name, wrongWith(field, draft.values[field.name])]));
    this.update({ wrong, error: '' });
    const first = fields.find(({ name }) => wrong[name]);
    if (first) {
      focus(`[data-field="${first.name}"] :is(input, select)`);
      return;
    }
    this.update({ waits: true });
    act('apply_draft', saidOf(draft, form)).finally(() => { if (this.draft?.waits) this.update({ waits: false }); });
  }

  answered({ text, wrong }) {
    if (!this.draft) return;
    if (text) this.update({ waits: false, error: text, wrong: { ...this.draft.wrong, ...wrong } });
    else {
      this.lent = '';
      this.close();
      focus('[data-tool="add-edit"]');
    }
  }

  // What is seen of it over the map

  redraw() {
    this.pending ??= requestAnimationFrame(() => {
      this.pending = undefined;
      this.frame();
    });
  }

  frame() { preview(this); }

  showPlace({ middle, size_m: size, lines, only_if_unseen: ifUnseen }) {
    const { camera } = this.twin;
    const at = camera.project(...middle);
    const panel = $('.panel.layers').getBoundingClientRect();
    const width = camera.left + camera.size[0];
    const left = Math.max(camera.left, panel.width < width / 2 ? panel.right : 0);
    const isSeen = at.visible && at.x > left + EDGE_PX && at.x < width - EDGE_PX
      && at.y > EDGE_PX && at.y < camera.size[1] - EDGE_PX;
    this.shown = lines;
    this.redraw();
    if (ifUnseen && isSeen) return;
    const [near, far] = PLACE_DISTANCES_M;
    const distance = Math.min(Math.max(size * 3, near), far);
    this.twin.fly(() => camera.set({ x: middle[0], y: middle[1], distance }));
  }

  // Undo and redo by keys, but for words being typed.
  key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented || !state('desk')) return;
    if (event.target.closest?.('textarea, select, input:not([type="checkbox"])')) return;
    const key = event.key.toLowerCase();
    const isRedo = key === 'y' || (key === 'z' && event.shiftKey);
    if (!isRedo && key !== 'z') return;
    event.preventDefault();
    const { can_undo: canUndo, can_redo: canRedo } = state('desk');
    if (!isRedo && this.draft?.stage === 'draw' && this.draft.points.length) this.pointBack();
    else if (isRedo ? canRedo : canUndo) act(isRedo ? 'redo_edit' : 'undo_edit');
  }
}
