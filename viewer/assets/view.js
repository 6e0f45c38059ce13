// What is looked at, as one small text (viewer/view_state.py says of what): read from the address when the page is
// loaded, kept up to date there, and handed to whoever wants a link. Camera movements never leave the browser.

import { cameraOfView, degreesOf, metresOf, viewOfCamera } from './lonlat.js';

const SETTLED_MS = 250;
const FLIGHT_MS = 1600;
const MOST_LIFT = 1.5;
const WATCHED = ['visible', 'paint', 'desk', 'compare', 'card', 'isolated', 'classes_hidden', 'theme', 'language', 'moment', 'sun'];
const DRAGGED = ['section', 'measure', 'left_panel']; // these change many times a second
const SIDES = ['left', 'right', 'front', 'back', 'bottom', 'top'];

const state = (name) => window.trame.state.get(name);

export function encoded(value) {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function decoded(text) {
  try {
    const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (letter) => letter.charCodeAt(0))));
  } catch {
    return null; // the server says what is wrong with it
  }
}

export class Viewing {
  constructor(twin) {
    this.twin = twin;
    this.fit = twin.camera.space.lonlat;
    this.isKept = false;
    this.seen = state('view_shown')?.number ?? 0;
    twin.overlays.add(() => this.note());
    window.trame.state.watch(WATCHED, () => this.write());
    window.trame.state.watch(DRAGGED, () => this.writeLater());
    window.trame.state.watch(['view_shown'], (shown) => this.go(shown));
    window.addEventListener('pagehide', () => this.write());
  }

  view(camera) {
    const [paint, desk, card, moment] = ['paint', 'desk', 'card', 'moment'].map(state);
    return {
      camera: viewOfCamera(this.fit, camera, this.share),
      ...(!this.isUsual() && { layers: state('visible') }),
      ...(paint?.subject && {
        colouring: {
          subject: paint.subject, side: paint.side || 'after', scope: paint.scope || 'objects',
          ...(state('classes_hidden').length && { hidden: state('classes_hidden') }),
        },
      }),
      ...(desk?.is_saved && { scenario: { name: desk.name, side: desk.side } }),
      ...this.twin.compare.view(),
      ...(card && { selection: { layer: card.layer, id: card.id } }),
      ...this.looks(),
      ...(!moment.is_live && { time: moment.time }),
      ...(state('sun') && { shade: state('sun').wanted === 'moment' || state('sun').wanted }),
      // Who takes a view from the big screen to a phone has a language and colours there.
      ...(!state('is_display') && { theme: state('theme'), language: state('language') }),
    };
  }

  // The parts of a view that the browser alone draws, and the neighbourhood that is seen alone.
  looks() {
    const [box, isolated] = [state('section'), state('isolated')];
    const measured = this.twin.measure?.view((points) => points.map(([x, y, z]) => [...degreesOf(this.fit, x, y), z]));
    return {
      ...(box && { section: this.sectionOf(box) }),
      ...(isolated && { isolated: isolated.id }),
      ...(measured && { measured }),
    };
  }

  sectionOf(box) {
    const [lon, lat] = degreesOf(this.fit, box.x, box.y);
    return { lon, lat, bearing_deg: box.bearing, ...Object.fromEntries(SIDES.map((side) => [`${side}_m`, box[side]])) };
  }

  boxOf({ lon, lat, bearing_deg: bearing, ...metres }) {
    const [x, y] = metresOf(this.fit, lon, lat);
    return { x, y, bearing, ...Object.fromEntries(SIDES.map((side) => [side, metres[`${side}_m`]])) };
  }

  showLooks({ colouring, section, measured }) {
    this.twin.filter.want(colouring);
    this.twin.section.show(section && this.boxOf(section));
    this.twin.measure?.show(measured, (points) => points.map(([lon, lat, z]) => [...metresOf(this.fit, lon, lat), z]));
  }

  isUsual() { return JSON.stringify(state('visible')) === JSON.stringify(state('usual_layers')); }

  get share() {
    const { width, height } = this.twin.element.getBoundingClientRect();
    return Math.min(width / (height * this.twin.camera.part), 1) || 1;
  }

  text(camera = this.twin.getCamera()) { return encoded(this.view(camera)); }

  address() { return `${window.location.origin}/?view=${this.text()}`; }

  // Loaded from a link, or anew: the camera at once, the rest as the server has it.
  async restore(keeper) {
    const text = window.askedView;
    const camera = text && this.cameraOf(decoded(text)?.camera ?? {});
    if (camera) this.begin(camera);
    let isShown = false;
    try {
      await keeper?.restore();
      this.isRestoring = Boolean(camera); // a packed view says nothing before the server has read it
      isShown = text && await window.trame.trigger('show_view', [text]);
      this.isRestoring = false;
      if (window.askedStory) isShown = await window.trame.trigger('play_story', [window.askedStory, 0]);
    } finally {
      if (!isShown) this.twin.tiles.release(); // whatever failed, the city is shown
    }
    this.isKept = true;
    if (!text) this.first = this.text(this.twin.camera.space.home); // a fresh page has a plain address until something is chosen
    this.write();
  }

  // Where the camera stands is known now, so how finely each tile is seen.
  begin(camera) {
    this.twin.setCamera(camera);
    this.twin.tiles.release();
  }

  // After each drawing: where the camera comes to rest goes into the address.
  note() {
    const now = Object.values(this.twin.camera.state).join();
    if (now === this.last) return;
    this.last = now;
    this.writeLater();
  }

  writeLater() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(), SETTLED_MS);
  }

  write() {
    clearTimeout(this.timer);
    if (!this.isKept || state('is_display')) return;
    const text = this.text();
    if (text === this.first || text === this.written) return;
    this.first = null;
    this.written = text;
    window.history.replaceState(window.history.state, '', `/?view=${text}`);
    sessionStorage.setItem('last-view', text);
  }

  cameraOf(view) {
    const camera = cameraOfView(this.fit, view, this.share);
    return Object.values(camera).every(Number.isFinite) ? camera : null;
  }

  go(shown) {
    if (!shown || shown.number <= this.seen) return;
    this.seen = shown.number;
    this.showLooks(shown);
    const camera = this.cameraOf(shown.camera);
    if (!camera || this.isRestoring) return;
    if (shown.flies && !this.twin.tiles.isHeld) this.flyTo(camera);
    else this.begin(camera);
  }

  // The farther, the higher on the way.
  flyTo(camera) {
    const from = this.twin.camera.state;
    const way = Math.hypot(camera.x - from.x, camera.y - from.y);
    const lift = Math.min(MOST_LIFT, way / (3 * Math.max(from.distance, camera.distance)));
    this.twin.fly(() => this.twin.camera.set(camera), { ms: FLIGHT_MS * (1 + lift), lift });
  }
}
