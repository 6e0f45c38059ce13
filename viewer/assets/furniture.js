// What is drawn over the picture: compass, scale, progress, horizon.

const FLAT_DEG = 3; // a view tilted less counts as one from above

const state = (name) => window.trame.state.get(name);
const $ = (selector) => document.querySelector(selector);

export const isFlat = (camera) => camera.state.tilt <= FLAT_DEG;

export function furnish({ camera, tiles, isReady }) {
  const { bearing, tilt } = camera.state;
  const needle = $('.needle');
  if (needle) needle.style.transform = `rotateX(${Math.min(tilt, 55)}deg) rotate(${-bearing}deg)`;
  const other = isFlat(camera) ? '3D' : '2D';
  const word = $('[data-tool="top"] .word');
  if (word && word.textContent !== other) word.textContent = other;
  $('.sky').style.setProperty('--horizon', `${camera.horizon().toFixed(0)}px`);
  scaleBar(camera);
  progress(tiles, isReady);
}

function scaleBar(camera) {
  const [text, bar] = [$('.scale-text'), $('.scale-bar')];
  if (!text) return;
  const scale = scaleOf(camera);
  text.textContent = scale.text;
  bar.style.width = `${scale.width.toFixed(1)}px`;
}

// A round length and how many pixels it has in the middle of the picture.
export function scaleOf(camera) {
  const most = camera.metresPerPixel() * 110;
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = [5, 2, 1].map((n) => n * power).find((n) => n <= most);
  const text = metres >= 1000 ? `${number(metres / 1000)} km` : `${number(metres)} m`;
  return { text, width: metres / camera.metresPerPixel() };
}

function progress(tiles, isReady) {
  const box = $('.loading');
  if (!box) return;
  const failed = tiles.lost.size;
  const again = $('.loading-again');
  box.hidden = isReady && (!failed || !again); // nobody stands at the big screen to load again: it does so itself
  if (box.hidden) return;
  const [size, whole] = tiles.bytes;
  const share = whole ? Math.min(1, size / whole) : 1;
  $('.loading .bar-fill').style.width = `${(share * 100).toFixed(1)}%`;
  $('.loading .bar').setAttribute('aria-valuenow', Math.round(share * 100));
  if (!again) return;
  again.hidden = !failed;
  const t = state('t');
  const filled = { loaded: number(tiles.loaded), total: number(tiles.total), size: number(size / 1e6, 1), whole: number(whole / 1e6, 1), count: number(failed) };
  const text = failed ? t.tiles_failed : t.progress;
  $('.loading-text').textContent = text.replace(/\{(\w+)\}/g, (_, name) => filled[name]);
}

function number(value, decimals = 0) {
  return new Intl.NumberFormat(state('language'), { maximumFractionDigits: decimals }).format(value);
}
