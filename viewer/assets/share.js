// The dialogs of links and stories: what they need of the view, and what the server need not know.

import { savePicture } from './picture.js';

const COPIED_MS = 2000;

const state = (name) => window.trame.state.get(name);
const set = (name, value) => window.trame.state.set(name, value);
const act = (name, ...args) => window.trame.trigger(name, args);
const $ = (selector) => document.querySelector(selector);
const emptyStep = () => ({ title: { ro: '', en: '' }, sentence: { ro: '', en: '' }, indicator: '' });

export class Share {
  constructor(twin) {
    this.twin = twin;
    window.trame.state.watch(['story_edit'], (story) => this.fill(story));
    document.addEventListener('keydown', (event) => this.key(event));
  }

  open() {
    const address = this.twin.viewing.address();
    set('share_address', address);
    set('share_copied', false);
    set('share_open', true);
    act('show_qr', address);
    act('list_views');
  }

  async copy() {
    const input = $('#share-address');
    input.focus();
    input.select();
    // Without https there is no clipboard but the old one.
    if (navigator.clipboard) await navigator.clipboard.writeText(input.value);
    else document.execCommand('copy');
    set('share_copied', true);
    clearTimeout(this.copied);
    this.copied = setTimeout(() => set('share_copied', false), COPIED_MS);
  }

  savePicture() { savePicture(this.twin); }

  saveView() {
    act('save_view', state('view_name'), this.twin.viewing.text());
    set('view_name', '');
  }

  openView(name) {
    set('share_open', false);
    act('open_view', name);
  }

  // Stories

  openStories() {
    set('stories_open', true);
    act('list_stories');
  }

  play(id, number) {
    set('stories_open', false);
    act('play_story', id, number);
  }

  step(by) {
    const story = state('story');
    const number = story.number + by;
    if (number >= 0 && number < story.count) act('play_story', story.id, number);
  }

  key(event) {
    const by = { PageDown: 1, PageUp: -1 }[event.key];
    if (!by || !state('story') || state('stories_open') || event.target.closest?.('input, textarea, .panel-body')) return;
    event.preventDefault();
    this.step(by);
  }

  // The form is this browser's own until it is saved; what was typed for the next step stays.
  fill(story) {
    const next = state('story_draft')?.next;
    set('story_draft', story && { ...structuredClone(story), next: next ?? emptyStep() });
  }

  addStep() {
    const { name } = state('story_edit');
    act('add_step', name, this.twin.viewing.text(), state('story_draft').next);
    set('story_draft', { ...state('story_draft'), next: emptyStep() });
  }
}
