// The first picture: the nearest tiles, as the page will draw them, before the page's own scripts are there.
// Those weigh a megabyte and wake a graphics context; this needs neither. They are let in when it is drawn.

import { Camera } from './camera.js';
import { passOverGoneReaders } from './errors.js';
import { facesOf } from './faces.js';
import { Raster } from './raster.js';

const MAX_PIXEL_RATIO = 2;

const look = JSON.parse(document.getElementById('first-look').textContent);
window.first = { ms: null, end: () => {} };

async function contentsOf(urls) {
  const answers = await Promise.all(urls.map((url) => fetch(url)));
  return Promise.all(answers.filter((answer) => answer.ok).map((answer) => answer.arrayBuffer()));
}

async function draw() {
  const contents = await contentsOf(look.tiles);
  const ratio = Math.min(window.devicePixelRatio || 1, MAX_PIXEL_RATIO);
  const canvas = document.createElement('canvas');
  canvas.id = 'first';
  canvas.width = Math.max(1, Math.round(window.innerWidth * ratio));
  canvas.height = Math.max(1, Math.round(window.innerHeight * ratio));
  const camera = new Camera(look.space);
  camera.size = [canvas.width, canvas.height];
  const raster = new Raster(camera, look.surface);
  for (const content of contents) raster.draw(facesOf(content, document.documentElement.dataset.theme));
  canvas.getContext('2d', { willReadFrequently: true }).putImageData(raster.image, 0, 0);
  document.querySelector('.sky').after(canvas);
  window.first.end = () => canvas.remove();
}

// What needs the whole page: in its order, as soon as it may.
function letIn() {
  const own = document.querySelector('link[rel="stylesheet"]');
  for (const href of look.styles) own.before(Object.assign(document.createElement('link'), { rel: 'stylesheet', href }));
  for (const [src, type] of look.scripts) {
    document.head.append(Object.assign(document.createElement('script'), { src, type, async: false }));
  }
}

// A link, or a page that is loaded anew, shows its own view, not the first look.
if (!window.askedView) {
  await draw().catch((error) => console.warn(error)); // the page's own picture comes all the same
  requestAnimationFrame(() => requestAnimationFrame(() => { window.first.ms = performance.now(); }));
}
passOverGoneReaders();
letIn();
if (window.Worker) new Worker('/assets/warm.js'); // while the scripts are being read
