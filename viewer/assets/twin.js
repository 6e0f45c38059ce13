// Finds the view that trame made, gives it light and a camera, decides when it is drawn, and answers to
// buttons. City logic stays on the server.

import { actsOf, listenForEscape } from './acts.js';
import { Camera, between } from './camera.js';
import { Changes } from './changes.js';
import { Compare } from './compare.js';
import { watchConnection } from './connection.js';
import { Display } from './display.js';
import { saveDownloads } from './downloads.js';
import { tellErrors } from './errors.js';
import { furnish, isFlat } from './furniture.js';
import { listen } from './hands.js';
import { lightScene } from './light.js';
import { look } from './look.js';
import { Moment } from './moment.js';
import { Paint } from './paint.js';
import { pick } from './pick.js';
import { equip } from './planner.js';
import { Play } from './play.js';
import { Selecting } from './selecting.js';
import { Shade } from './shade.js';
import { Surface } from './surface.js';
import { layOut } from './template.js';
import { Tiles } from './tiles.js';
import { ToolSlot } from './tool.js';
import { Viewing } from './view.js';

const FLIGHT_MS = 700;
const SLOW_FRAME_MS = 90; // above it the picture is drawn coarser while it moves
const COARSE = 0.5;
const SETTLE_MS = 220;
const MAX_PIXEL_RATIO = 2;
const NARROW_PX = 700;

const state = (name) => window.trame.state.get(name);
const $ = (selector) => document.querySelector(selector);

class Twin {
  constructor(view) {
    this.view = view;
    this.element = $('#map');
    this.camera = new Camera(state('space'));
    this.tiles = new Tiles(view, () => this.draw());
    this.tiles.exchange(state('tiles'));
    this.tool = new ToolSlot(this);
    this.overlays = new Set(); // functions that put what is no part of the picture in its place, after each drawing
    this.paint = new Paint(this.tiles, () => this.draw());
    this.compare = new Compare(this);
    this.selecting = new Selecting(this);
    this.isReady = false;
    this.ownPictureMs = null;
    this.notBefore = 0;
    this.takeOver();
    lightScene(view.renderer);
    this.shade = new Shade(this);
    this.surface = new Surface(this);
    this.watch();
    this.resize();
  }

  get loaded() { return this.tiles.loaded; }

  // When the centre was to be seen: drawn beside the page by first.js, or by the page itself.
  get firstPictureMs() { return window.first?.ms ?? this.ownPictureMs; }

  // vtk.js keeps the scene and draws it; its own mouse, picking and camera habits are switched off.
  takeOver() {
    const { view } = this;
    clearTimeout(view.resetCameraTimeout);
    view.interactor.unbindEvents();
    const request = () => this.draw();
    request.cancel = () => {};
    view.render = request;
    view.resetCamera = () => {};
    view.resize = () => this.resize(this.scale);
    view.renderer.setBackground(0, 0, 0, 0);
    for (const inner of this.element.querySelectorAll('[tabindex]')) inner.removeAttribute('tabindex');
    listen(this.element, this.camera, actsOf(this));
    listenForEscape(this);
  }

  watch() {
    const follow = window.trame.state;
    follow.watch(['visible', 'highlight', 'answer_tiles'], () => this.draw());
    follow.watch(['tiles'], (tiles) => {
      this.isReady = false;
      this.tiles.exchange(tiles);
      this.draw();
    });
    follow.watch(['before_tiles', 'after_only'], () => {
      this.tiles.part();
      this.draw();
    });
    follow.watch(['language'], (language) => {
      document.documentElement.lang = language;
      if (this.isOwnChoice) remember('language', language);
      this.draw();
    });
    follow.watch(['theme'], (theme) => {
      if (this.isOwnChoice && theme !== document.documentElement.dataset.theme) remember('theme', theme);
      document.documentElement.dataset.theme = theme;
      this.draw();
    });
    new ResizeObserver(() => this.resize(this.scale)).observe(this.element);
  }

  // Sizes and drawing

  resize(scale = 1) {
    const { width, height } = this.element.getBoundingClientRect();
    this.compare.share(Math.max(width, 1), Math.max(height, 1));
    const ratio = Math.min(window.devicePixelRatio || 1, MAX_PIXEL_RATIO) * scale;
    this.scale = scale;
    this.pixels = [width, height].map((length) => Math.max(Math.round(length * ratio), 10));
    this.draw();
  }

  // A canvas that changes its size is blank until it is drawn, so both happen in one go.
  fit() {
    const [width, height] = this.view.openglRenderWindow.getSize();
    if (width !== this.pixels[0] || height !== this.pixels[1]) this.view.openglRenderWindow.setSize(...this.pixels);
  }

  draw() {
    if (this.pending) return;
    this.pending = requestAnimationFrame(() => {
      this.pending = 0;
      this.drawNow();
    });
  }

  drawNow() {
    if (!this.moving) this.tiles.refine(this.camera);
    this.tiles.collect();
    this.compare.begin();
    this.isReady = this.tiles.isComplete;
    const now = performance.now();
    const waits = this.ownPictureMs === null && !this.hasCentre();
    if (!this.isReady && !this.moving && (waits || now < this.notBefore)) {
      // Loading goes before drawing each tile's arrival.
      if (!waits) setTimeout(() => this.draw(), this.notBefore - now);
    } else {
      this.fit();
      this.drawScene();
      this.pace(now);
      if (this.ownPictureMs === null && this.hasCentre()) this.ownPictureMs = performance.now();
      window.first?.end();
    }
    furnish(this);
    for (const place of this.overlays) place();
  }

  drawScene() {
    this.point();
    for (const { side, part, draw } of this.compare.parts()) {
      this.drawn = side;
      this.tiles.show(this.camera, side, part);
      draw();
    }
  }

  // Whether all that a first look needs is here, or some of it will not come soon.
  hasCentre() {
    const first = state('tiles').slice(0, state('tiles_first'));
    return this.tiles.tries.size > 0 || first.every((tile) => this.tiles.meshes.has(tile.id));
  }

  // Slow machines draw coarser while the view moves, and seldom while it loads.
  pace(started) {
    const took = this.frameTime(started);
    if (!this.moving) this.isSlow = took > SLOW_FRAME_MS;
    this.notBefore = performance.now() + (this.isSlow ? Math.max(600, 2 * took) : 100);
    const scale = this.isSlow && this.moving ? COARSE : 1;
    if (scale !== this.scale) this.resize(scale);
    if (this.moving) this.settle();
  }

  // How long a frame took, waiting until it is really drawn.
  frameTime(started) {
    const gl = this.view.openglRenderWindow.getContext();
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
    return performance.now() - started;
  }

  settle() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      this.moving = 0;
      this.draw();
    }, SETTLE_MS);
  }

  point() {
    const { eye, target, up } = this.camera.pose();
    const [near, far] = this.camera.range(eye);
    const camera = this.view.renderer.getActiveCamera();
    const { angle, shift } = this.camera.lens;
    camera.set({ position: eye, focalPoint: target, viewUp: up, viewAngle: angle });
    camera.setWindowCenter(0, shift);
    camera.setClippingRange(near, far);
  }

  // Movements

  // `lift`: how much farther away the eye is in the middle of the way, as a share.
  fly(change, { ms = FLIGHT_MS, lift = 0 } = {}) {
    const from = { ...this.camera.state };
    change();
    const to = { ...this.camera.state };
    this.tiles.prepare(this.camera);
    cancelAnimationFrame(this.flight);
    if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.draw();
      return;
    }
    const started = performance.now();
    const step = () => {
      const time = Math.min(1, (performance.now() - started) / ms);
      const share = time < 0.5 ? 4 * time ** 3 : 1 - (-2 * time + 2) ** 3 / 2;
      const on = between(from, to, share);
      this.camera.set(time < 1 ? { ...on, distance: on.distance * (1 + lift * Math.sin(Math.PI * share)) } : to);
      this.moving = performance.now();
      this.draw();
      if (time < 1) this.flight = requestAnimationFrame(step);
      else this.settle();
    };
    this.camera.set(from);
    this.flight = requestAnimationFrame(step);
  }

  home() { this.fly(() => this.camera.set(this.camera.space.home)); }

  north() { this.fly(() => this.camera.set({ bearing: 0 })); }

  // From above; from above already, back to the side.
  top() { this.fly(() => this.camera.set({ tilt: isFlat(this.camera) ? this.camera.space.home.tilt : 0 })); }

  zoom(way) {
    this.fly(() => this.camera.zoomAt(way > 0 ? 0.6 : 1 / 0.6, ...this.camera.middle));
  }

  flyTo([x, y]) {
    this.fly(() => this.camera.set({ x, y, distance: Math.min(this.camera.state.distance, 700) }));
  }

  setCamera(values) {
    cancelAnimationFrame(this.flight);
    this.camera.set(values);
    this.draw();
  }

  getCamera() { return { ...this.camera.state }; }

  project(x, y, z) {
    const box = this.element.getBoundingClientRect();
    const at = this.camera.project(x, y, z);
    return { ...at, x: at.x + box.left, y: at.y + box.top };
  }

  // Clicks

  // What a link brings along is that of whoever sent it, and not to be kept.
  get isOwnChoice() { return !this.viewing || this.viewing.isKept; }

  at(px, py, side = 'after') { return this.hit(px, py, this.tiles.pickableOn(side)); }

  // What of some meshes lies under a point and is not cut away.
  hit(px, py, meshes) {
    const ray = this.camera.ray(px, py);
    return pick(ray, meshes, this.section.span(ray));
  }

  // By the city's clock, wherever the browser is; by the browser's where no timetable says the city's zone.
  timeText(iso) {
    const { zone } = state('moment') ?? {};
    const parts = { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' };
    const locale = { en: 'en-GB' }[state('language')] ?? state('language'); // the day before the month, 24 hours
    return new Date(iso).toLocaleString(locale, { ...parts, timeZoneName: 'short', timeZone: zone === 'UTC' ? undefined : zone });
  }
}

function remember(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`;
}

function start() {
  const view = window.trame?.refs?.city?.$?.provides?.view;
  if (!view?.openglRenderWindow || !$('#map')) {
    requestAnimationFrame(start);
    return;
  }
  if (!view.openglRenderWindow.getContext?.()) {
    $('#no-webgl').hidden = false;
    return;
  }
  tellErrors();
  saveDownloads();
  if (window.innerWidth <= NARROW_PX) window.trame.state.set('layers_open', false);
  const twin = new Twin(view);
  window.twin = twin;
  twin.changes = new Changes(twin);
  twin.moment = new Moment(twin);
  twin.play = new Play(twin);
  twin.viewing = new Viewing(twin);
  look(twin);
  if (state('is_display')) twin.display = new Display(twin);
  else {
    equip(twin);
    twin.viewing.restore(twin.scenario.keeper);
  }
  watchConnection();
}

window.addEventListener('pagehide', () => { window.leaving = true; });
layOut().then(start);
