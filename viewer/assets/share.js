// The dialogs of links and stories: what they need of the view, and what the server need not know.

import { savePicture } from './picture.js';

const COPIED_MS = 2000;

const state = (name) => window.trame.state.get(name);
const set = (name, value) => window.trame.state.set(name, value);
const act = (name, ...args) => window.trame.trigger(name, args);
const $ = (selector) => document.querySelector(selector);
const DIALOG = '.v-overlay--active .v-card';
const emptyStep = () => ({ title: { ro: '', en: '' }, sentence: { ro: '', en: '' }, indicator: '' });

export class Share {
  constructor(twin) {
    this.twin = twin;
    window.trame.state.watch(['story_edit'], (story) => this.fill(story));
    document.addEventListener('keydown', (event) => this.key(event));
  }

  open() {
    set('share_open', true);
    this.offer(this.twin.viewing.address());
    act('list_views');
  }

  // Shows an address and its QR code: a shorter one of the same as soon as the server made it.
  async offer(address) {
    set('share_address', address);
    set('share_copied', false);
    const short = await act('show_qr', address);
    if (short && state('share_address') === address) set('share_address', short);
  }

  async copy(id) {
    const input = document.getElementById(id);
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

  // What was typed stays where it is refused.
  async saveView() {
    if (await act('save_view', state('view_name'), this.twin.viewing.text())) set('view_name', '');
  }

  async renameView() {
    const { name, to } = state('view_renamed');
    if (await act('rename_view', name, to)) set('view_renamed', null);
  }

  openView(name) {
    set('share_open', false);
    act('open_view', name);
  }

  // Stories

  openStories() {
    set('story_linked', '');
    set('stories_open', true);
    return act('list_stories');
  }

  async newStory() {
    if (await act('new_story', state('story_name'))) set('story_name', '');
  }

  // Shows the link of a story in the list; hides it where it is shown already.
  linkStory(id) {
    const isShown = state('story_linked') === id;
    set('story_linked', isShown ? '' : id);
    if (!isShown) this.offer(`${window.location.origin}/?story=${encodeURIComponent(id).replaceAll('%2F', '/')}`);
  }

  async showStoryLink(id) {
    if (state('story_edit')) act('edit_story', '');
    await this.openStories();
    this.linkStory(id);
    requestAnimationFrame(() => $('.row-more')?.scrollIntoView({ block: 'nearest' }));
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

  // Escape, where nothing that lies over the story was there to be left.
  leave(event) {
    if (!state('story') || event.defaultPrevented || $(DIALOG)) return false;
    act('stop_story');
    return true;
  }

  key(event) {
    const by = { PageDown: 1, PageUp: -1 }[event.key];
    if (!by || !state('story') || state('stories_open') || event.target.closest?.('input, textarea, .panel-body')) return;
    event.preventDefault();
    this.step(by);
  }

  // The form is this browser's own until it is saved: what was typed stays, but for what the server has anew.
  fill(story) {
    const [saved, draft] = [this.saved, state('story_draft')];
    this.saved = story;
    set('story_doomed', '');
    if (!story || saved?.name !== story.name || !draft) {
      set('story_draft', story && { ...structuredClone(story), next: emptyStep() });
      return;
    }
    const typed = saved.steps.map((step, i) => [JSON.stringify(step), draft.steps[i]]);
    const steps = story.steps.map((step) => {
      const at = typed.findIndex(([was]) => was === JSON.stringify(step));
      return at < 0 ? structuredClone(step) : typed.splice(at, 1)[0][1];
    });
    const title = JSON.stringify(saved.title) === JSON.stringify(story.title) ? draft.title : { ...story.title };
    set('story_draft', { ...structuredClone(story), title, steps, next: draft.next });
  }

  async addStep() {
    const { name } = state('story_edit');
    if (!await act('add_step', name, this.twin.viewing.text(), state('story_draft').next)) return;
    set('story_draft', { ...state('story_draft'), next: emptyStep() });
  }
}
