// The one script of ours: finds the view that trame made, gives it light and a camera, loads tiles in
// order, and answers to buttons. City logic stays on the server.

import { Camera, VIEW_ANGLE, between } from './camera.js';
import { listen } from './hands.js';
import { frustum, isSeen, pick } from './pick.js';

const IN_FLIGHT = 8;
const FLIGHT_MS = 700;
const SLOW_FRAME_MS = 90; // above it the picture is drawn coarser while it moves
const COARSE = 0.5;
const SETTLE_MS = 220;
const MAX_PIXEL_RATIO = 2;
const NARROW_PX = 700;
const FLAT_DEG = 3; // a view tilted less counts as one from above
const SUN = { position: [-0.47, -0.47, 0.75], intensity: 0.8 }; // south-west, so that roofs are exactly their colour
const SKY = { position: [0.29, 0.49, 0.82], intensity: 0.49 };

const state = (name) => window.trame.state.get(name);
const $ = (selector) => document.querySelector(selector);

class Twin {
  constructor(view) {
    this.view = view;
    this.element = $('#map');
    this.camera = new Camera(state('space'));
    this.loaded = 0;
    this.failed = 0;
    this.total = 0;
    this.isReady = false;
    this.firstPictureMs = null;
    this.frames = 0;
    this.notBefore = 0;
    this.meshes = new Map();
    this.ready = new Promise((resolve) => { this.resolveReady = resolve; });
    this.takeOver();
    this.light();
    this.watch();
    this.resize(COARSE); // the first picture shows how fast this machine draws
  }

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
    const acts = {
      stop: () => cancelAnimationFrame(this.flight),
      moved: () => { this.moving = performance.now(); this.draw(); },
      settled: () => this.settle(),
      tap: (x, y, reach) => this.inspect(x, y, reach),
      zoomTo: (x, y) => this.fly(() => this.camera.zoomAt(0.5, x, y)),
      zoom: (way) => this.zoom(way),
      home: () => this.home(),
      north: () => this.north(),
      top: () => this.top(),
      inspectMiddle: () => {
        this.byKey = true; // whoever works with keys goes on reading in the card
        this.inspect(this.camera.size[0] / 2, this.camera.size[1] / 2, 5);
      },
      help: () => window.trame.state.set('help_open', true),
      isBusy: () => state('help_open'),
    };
    for (const inner of this.element.querySelectorAll('[tabindex]')) inner.removeAttribute('tabindex');
    listen(this.element, this.camera, acts);
    document.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      if (state('help_open')) window.trame.state.set('help_open', false);
      else this.closeCard();
    });
  }

  light() {
    const { renderer } = this.view;
    renderer.removeAllLights();
    renderer.setLightFollowCamera(false);
    for (const { position, intensity } of [SUN, SKY]) {
      const light = renderer.makeLight();
      light.setLightTypeToSceneLight();
      light.setPosition(...position);
      light.setFocalPoint(0, 0, 0);
      light.setPositional(false);
      light.setIntensity(intensity);
      renderer.addLight(light);
    }
  }

  watch() {
    const follow = window.trame.state;
    follow.watch(['visible', 'highlight'], () => this.draw());
    follow.watch(['tiles'], () => { this.isReady = false; this.draw(); });
    follow.watch(['language'], (language) => {
      document.documentElement.lang = language;
      remember('language', language);
      this.draw();
    });
    follow.watch(['theme'], (theme) => {
      if (theme !== document.documentElement.dataset.theme) remember('theme', theme);
      document.documentElement.dataset.theme = theme;
      this.draw();
    });
    follow.watch(['card'], (card) => {
      if (card && this.byKey) requestAnimationFrame(() => $('#card')?.focus({ preventScroll: true }));
      this.byKey = false;
    });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (entry.name.includes('/tiles/') && entry.responseStatus >= 400) this.failed += 1;
      }
      this.draw();
    }).observe({ type: 'resource', buffered: true });
    performance.setResourceTimingBufferSize(5000);
    new ResizeObserver(() => this.resize(this.scale)).observe(this.element);
  }

  // Sizes and drawing

  resize(scale = 1) {
    const { width, height } = this.element.getBoundingClientRect();
    this.camera.size = [Math.max(width, 1), Math.max(height, 1)];
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
    this.collect();
    const started = performance.now();
    const waits = this.firstPictureMs === null && this.loaded > 0 && this.loaded < state('tiles_first') && this.frames;
    if (!this.isReady && (waits || started < this.notBefore)) {
      // Loading goes before drawing each tile's arrival.
      if (!waits) setTimeout(() => this.draw(), this.notBefore - started);
      this.furnish();
      return;
    }
    this.show();
    this.point();
    this.fit();
    this.view.renderWindow.render();
    this.frames += 1;
    this.pace(started);
    if (this.firstPictureMs === null && this.loaded >= state('tiles_first')) this.firstPictureMs = performance.now();
    this.furnish();
  }

  // Slow machines draw coarser while the view moves or loads, and seldom while it loads.
  pace(started) {
    if (!this.moving) this.isSlow = this.frameTime(started) / this.scale > SLOW_FRAME_MS;
    this.notBefore = this.firstPictureMs === null ? 0 : performance.now() + (this.isSlow ? 600 : 100);
    const scale = this.isSlow && (this.moving || !this.isReady) ? COARSE : 1;
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
    const [near, far] = this.range(eye);
    const camera = this.view.renderer.getActiveCamera();
    camera.set({ position: eye, focalPoint: target, viewUp: up, viewAngle: VIEW_ANGLE });
    camera.setClippingRange(near, far);
  }

  // As near as the highest thing allows, so that the depth buffer can tell a road from its ground.
  range(eye) {
    const [xmin, ymin, xmax, ymax] = this.camera.space.bounds;
    const [dx, dy] = [Math.max(eye[0] - xmin, xmax - eye[0]), Math.max(eye[1] - ymin, ymax - eye[1])];
    const height = eye[2] - this.camera.groundAt(eye[0], eye[1]);
    const near = Math.max(1, this.camera.state.distance * 0.03, (height - 160) * 0.6);
    return [near, Math.hypot(dx, dy, eye[2]) * 1.05 + near];
  }

  // Takes note of tiles that have arrived since the last time.
  collect() {
    let loaded = 0;
    for (const actor of this.view.renderer.getActors()) {
      const { representationId: id } = actor.get('representationId');
      if (!id) continue;
      const data = actor.getMapper().getInputData();
      if (!data || !data.getNumberOfCells()) continue; // still on its way
      loaded += 1;
      if (this.meshes.get(id)?.data !== data) this.meshes.set(id, meshOf(id, actor, data));
    }
    for (const [id, mesh] of this.meshes) if (!mesh.actor.getMapper()) this.meshes.delete(id);
    this.loaded = this.meshes.has('highlight') ? loaded - 1 : loaded;
    this.load();
  }

  load() {
    const tiles = state('tiles');
    const wanted = state('tiles_wanted');
    this.total = tiles.length;
    const done = this.loaded + this.failed;
    if (wanted < tiles.length && wanted - done < IN_FLIGHT) {
      window.trame.state.set('tiles_wanted', Math.min(tiles.length, done + 2 * IN_FLIGHT));
    }
    if (done >= tiles.length && !this.isReady) {
      this.isReady = true;
      this.resolveReady();
    }
  }

  // Layers that are off and tiles that are out of sight are not drawn.
  show() {
    const visible = new Set([...state('visible'), 'ground']);
    const planes = frustum(this.camera);
    for (const mesh of this.meshes.values()) {
      mesh.on = mesh.id === 'highlight' || visible.has(mesh.layer);
      const shown = mesh.on && isSeen(planes, mesh.bounds);
      if (mesh.actor.getVisibility() !== shown) mesh.actor.setVisibility(shown);
    }
  }

  // What is drawn over the picture: compass, scale, progress, horizon.
  furnish() {
    const { bearing, tilt } = this.camera.state;
    const needle = $('.needle');
    if (needle) needle.style.transform = `rotateX(${Math.min(tilt, 55)}deg) rotate(${-bearing}deg)`;
    const other = tilt > FLAT_DEG ? '2D' : '3D';
    const word = $('[data-tool="top"] .word');
    if (word && word.textContent !== other) word.textContent = other;
    $('.sky')?.style.setProperty('--horizon', `${this.camera.horizon().toFixed(0)}px`);
    this.scaleBar();
    this.progress();
  }

  scaleBar() {
    const [text, bar] = [$('.scale-text'), $('.scale-bar')];
    if (!text) return;
    const most = this.camera.metresPerPixel() * 110;
    const power = 10 ** Math.floor(Math.log10(most));
    const metres = [5, 2, 1].map((n) => n * power).find((n) => n <= most);
    text.textContent = metres >= 1000 ? `${number(metres / 1000)} km` : `${number(metres)} m`;
    bar.style.width = `${(metres / this.camera.metresPerPixel()).toFixed(1)}px`;
  }

  progress() {
    const box = $('.loading');
    if (!box) return;
    const tiles = state('tiles');
    const whole = tiles.reduce((sum, tile) => sum + tile.bytes, 0);
    const size = tiles.filter((tile) => this.meshes.has(tile.id)).reduce((sum, tile) => sum + tile.bytes, 0);
    const share = whole ? Math.min(1, size / whole) : 1;
    box.hidden = this.isReady && !this.failed;
    $('.loading .bar-fill').style.width = `${(share * 100).toFixed(1)}%`;
    $('.loading .bar').setAttribute('aria-valuenow', Math.round(share * 100));
    const t = state('t');
    const filled = { loaded: number(this.loaded), total: number(this.total), size: number(size / 1e6, 1), whole: number(whole / 1e6, 1), count: number(this.failed) };
    const text = this.failed ? t.tiles_failed : t.progress;
    $('.loading-text').textContent = text.replace(/\{(\w+)\}/g, (_, name) => filled[name]);
  }

  // Movements

  fly(change) {
    const from = { ...this.camera.state };
    change();
    const to = { ...this.camera.state };
    cancelAnimationFrame(this.flight);
    if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.draw();
      return;
    }
    const started = performance.now();
    const step = () => {
      const time = Math.min(1, (performance.now() - started) / FLIGHT_MS);
      const share = time < 0.5 ? 4 * time ** 3 : 1 - (-2 * time + 2) ** 3 / 2;
      this.camera.set(time < 1 ? between(from, to, share) : to);
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
  top() { this.fly(() => this.camera.set({ tilt: this.camera.state.tilt > FLAT_DEG ? 0 : this.camera.space.home.tilt })); }

  zoom(way) {
    const [width, height] = this.camera.size;
    this.fly(() => this.camera.zoomAt(way > 0 ? 0.6 : 1 / 0.6, width / 2, height / 2));
  }

  flyTo([x, y]) {
    this.fly(() => this.camera.set({ x, y, distance: Math.min(this.camera.state.distance, 700) }));
  }

  setCamera(values) {
    cancelAnimationFrame(this.flight);
    this.camera.set(values);
    this.draw();
  }

  // A page that is loaded anew, by its reader or after the server was away, shows what it showed.
  keep() {
    const kept = { city: JSON.stringify(this.camera.space.home), camera: this.getCamera(), visible: state('visible') };
    sessionStorage.setItem('view', JSON.stringify(kept));
  }

  restore() {
    const kept = JSON.parse(sessionStorage.getItem('view') || 'null');
    if (kept?.city !== JSON.stringify(this.camera.space.home)) return;
    this.setCamera(kept.camera);
    for (const { name, empty } of state('groups').flatMap((group) => group.layers)) {
      const shown = kept.visible.includes(name);
      if (!empty && shown !== state('visible').includes(name)) window.trame.trigger('show_layer', [name, shown]);
    }
  }

  getCamera() { return { ...this.camera.state }; }

  project(x, y, z) {
    const box = this.element.getBoundingClientRect();
    const at = this.camera.project(x, y, z);
    return { ...at, x: at.x + box.left, y: at.y + box.top };
  }

  // Clicks

  at(px, py) {
    const meshes = [...this.meshes.values()].filter((mesh) => mesh.on && mesh.id !== 'highlight');
    return pick(this.camera.ray(px, py), meshes);
  }

  // What is under a point; where that is only ground, what is next to it within `reach` pixels.
  inspect(px, py, reach) {
    let hit = this.at(px, py);
    for (let i = 0; i < 8 && (!hit || hit.id.startsWith('ground/')); i += 1) {
      const angle = (i * Math.PI) / 4;
      const near = this.at(px + reach * Math.cos(angle), py + reach * Math.sin(angle));
      if (near && !near.id.startsWith('ground/')) hit = near;
    }
    if (!hit || hit.id.startsWith('ground/')) this.closeCard();
    else window.trame.trigger('inspect', [hit.id, Number(hit.row)]);
  }

  closeCard() {
    if (!state('card')) return;
    if ($('#card')?.contains(document.activeElement)) this.element.focus({ preventScroll: true });
    window.trame.trigger('close_card');
  }

  timeText(iso) {
    return new Date(iso).toLocaleString(state('language'), { dateStyle: 'medium', timeStyle: 'short' });
  }
}

function meshOf(id, actor, data) {
  return {
    id,
    actor,
    data,
    layer: id.slice(0, id.indexOf('/')),
    on: true,
    points: data.getPoints().getData(),
    polys: data.getPolys().getData(),
    rows: data.getCellData().getArrayByName('row')?.getData(),
    bounds: data.getBounds(),
  };
}

function number(value, decimals = 0) {
  return new Intl.NumberFormat(state('language'), { maximumFractionDigits: decimals }).format(value);
}

function remember(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`;
}

// The socket is gone: say so, and load the page anew as soon as the server answers.
function reconnect() {
  if (window.leaving) return;
  $('#lost').hidden = false;
  const attempt = async () => {
    try {
      if ((await fetch('/health', { cache: 'no-store' })).ok) {
        window.location.reload();
        return;
      }
    } catch { /* still away */ }
    setTimeout(attempt, 2000);
  };
  setTimeout(attempt, 1000);
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
  if (window.innerWidth <= NARROW_PX) window.trame.state.set('layers_open', false);
  window.twin = new Twin(view);
  window.twin.restore();
  window.trame.client.onConnectionClose(reconnect);
  window.trame.client.onConnectionError(reconnect);
}

window.addEventListener('pagehide', () => {
  window.leaving = true;
  window.twin?.keep();
});
start();
