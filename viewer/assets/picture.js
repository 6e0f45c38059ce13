// The map as a picture, twice as fine as on the screen, with what it must not be without: title, legend, sources.

import { scaleOf } from './furniture.js';

const FINER = 2;
const PAD = 20;
const LINE = 22;
const FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif';

const state = (name) => window.trame.state.get(name);
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export async function savePicture(twin) {
  const canvas = await pictureOf(twin);
  canvas.toBlob((blob) => {
    const href = URL.createObjectURL(blob);
    const name = `${state('city_title')} ${new Date().toISOString().slice(0, 10)}.png`;
    Object.assign(document.createElement('a'), { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
  }, 'image/png');
}

export async function pictureOf(twin) {
  const { width, height } = twin.element.getBoundingClientRect();
  const lines = textLines(width);
  const foot = 2 * PAD + lines.reduce((sum, line) => sum + line.height, 0);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * FINER);
  canvas.height = Math.round((height + foot) * FINER);
  const pen = canvas.getContext('2d');
  pen.scale(FINER, FINER);
  drawSky(pen, twin, width, height);
  pen.drawImage(rendered(twin), 0, 0, width, height);
  if (state('changes_on')) twin.changes.paint(pen);
  drawSides(pen, twin, width, height);
  drawScale(pen, twin.camera, height);
  drawNorth(pen, twin.camera.state.bearing, width);
  pen.fillStyle = colour('--paper-solid');
  pen.fillRect(0, height, width, foot);
  let y = height + PAD;
  for (const line of lines) {
    line.draw(pen, y + line.height / 2);
    y += line.height;
  }
  return canvas;
}

// What the card draws is gone when the browser has shown it, so it is copied in the same go.
function rendered(twin) {
  const { view } = twin;
  const before = twin.scale;
  const { width, height } = twin.element.getBoundingClientRect();
  const most = view.openglRenderWindow.getContext().getParameter(view.openglRenderWindow.getContext().MAX_RENDERBUFFER_SIZE);
  const finer = Math.min(FINER, most / width, most / height);
  view.openglRenderWindow.setSize(Math.round(width * finer), Math.round(height * finer));
  twin.drawScene();
  const copy = document.createElement('canvas');
  const from = view.openglRenderWindow.getCanvas();
  [copy.width, copy.height] = [from.width, from.height];
  copy.getContext('2d').drawImage(from, 0, 0);
  twin.resize(before);
  return copy;
}

function drawSky(pen, twin, width, height) {
  const horizon = twin.camera.horizon();
  const sky = pen.createLinearGradient(0, horizon - 420, 0, horizon + 60);
  sky.addColorStop(0, colour('--sky-top'));
  sky.addColorStop(420 / 480, colour('--sky-low'));
  sky.addColorStop(1, colour('--haze'));
  pen.fillStyle = sky;
  pen.fillRect(0, 0, width, height);
}

// Where two sides are compared: the line between them, and on each side of it what it shows.
function drawSides(pen, twin, width, height) {
  const line = twin.compare.line(width);
  if (line === null) return;
  pen.fillStyle = colour('--paper-solid');
  pen.fillRect(line - 1, 0, 2, height);
  pen.font = `600 14px ${FONT}`;
  pen.textBaseline = 'middle';
  for (const [side, way] of [['before', -1], ['after', 1]]) {
    const text = twin.compare.nameOf(side);
    const wide = pen.measureText(text).width + PAD;
    const x = way < 0 ? line - 10 - wide : line + 10;
    pen.fillStyle = colour('--paper-solid');
    pen.fillRect(x, PAD, wide, 28);
    pen.fillStyle = colour('--ink');
    pen.fillText(text, x + PAD / 2, PAD + 14);
  }
}

// A length in the middle of the picture: what is nearer is larger, as on the page.
function drawScale(pen, camera, height) {
  const { text, width } = scaleOf(camera);
  const [x, y] = [PAD, height - PAD];
  pen.fillStyle = colour('--paper-solid');
  pen.fillRect(x - 8, y - 30, width + 16, 38);
  pen.fillStyle = colour('--ink');
  pen.font = `600 13px ${FONT}`;
  pen.textBaseline = 'alphabetic';
  pen.fillText(text, x, y - 12);
  pen.fillRect(x, y - 2, width, 2);
  for (const end of [x, x + width - 2]) pen.fillRect(end, y - 7, 2, 7);
}

function drawNorth(pen, bearing, width) {
  pen.save();
  pen.translate(width - PAD - 20, PAD + 20);
  pen.fillStyle = colour('--paper-solid');
  pen.beginPath();
  pen.arc(0, 0, 24, 0, 2 * Math.PI);
  pen.fill();
  pen.rotate((-bearing * Math.PI) / 180);
  pen.fillStyle = colour('--ink');
  pen.beginPath();
  for (const [px, py] of [[0, -6], [6, 16], [0, 11], [-6, 16]]) pen.lineTo(px, py);
  pen.fill();
  pen.font = `700 12px ${FONT}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText('N', 0, -14);
  pen.restore();
}

// The legend of each layer in the picture, but for the one that is painted by something else.
function layerLegends() {
  const [groups, visible, paint, theme] = ['groups', 'visible', 'paint', 'theme'].map(state);
  const layers = groups.flatMap((group) => group.layers).filter(({ name, empty, legend }) => visible.includes(name) && !empty && legend.length);
  const own = layers.filter(({ title }) => !paint?.url || paint.layer !== title);
  return own.flatMap(({ title, legend }) => {
    if (legend.length === 1) return [{ text: title, swatch: legend[0][theme] }];
    return [{ text: `${title}:`, isBold: true }, ...legend.map((each) => ({ text: each.title, swatch: each[theme] }))];
  });
}

// What of the city it is, where it is not all of it.
function partsSeen() {
  const [t, isolated, paint, hidden] = ['t', 'isolated', 'paint', 'classes_hidden'].map(state);
  const isCounted = hidden.length && !isolated; // the legend's numbers are of all of the city
  const [shown, all] = isCounted ? window.twin.filter.counts(paint.classes, hidden) : [];
  const number = (value) => value.toLocaleString(state('language'));
  return [
    isolated && t.part_only.replace('{name}', isolated.title),
    state('section') && t.section_mark,
    state('sun')?.rows.length && !state('sun').legend && `${t.sun}: ${state('moment').text}`,
    isCounted && t.classes_shown.replace('{shown}', number(shown)).replace('{all}', number(all)),
  ].filter(Boolean);
}

// Each line: its height and how it is drawn around a middle.
function textLines(width) {
  const [desk, paint, theme] = [state('desk'), state('paint'), state('theme')];
  const side = desk && !state('compare') ? ` (${state('t')[desk.side].toLowerCase()})` : ''; // of two, each says it itself
  const title = [state('city_title'), desk && desk.name + side].filter(Boolean).join(' · ');
  const lines = [words([{ text: title }], `600 20px ${FONT}`, '--ink', 30)];
  const parts = partsSeen();
  if (parts.length) lines.push(words([{ text: parts.join(' · ') }], `600 14px ${FONT}`, '--ink', LINE));
  if (paint?.url) {
    const legend = [paint.title, paint.unit].filter(Boolean).join(', ');
    lines.push(words([{ text: legend }], `600 14px ${FONT}`, '--ink', LINE));
    const seen = paint.classes.filter((each, at) => !each.is_empty && !state('classes_hidden').includes(at));
    const classes = seen.map((each) => ({ text: each.text, swatch: each[theme] }));
    lines.push(...rows(classes, width, `13px ${FONT}`).map((row) => words(row, `13px ${FONT}`, '--ink', LINE)));
  }
  const hours = state('sun')?.legend;
  if (hours) {
    lines.push(words([{ text: `${hours.title}, ${hours.unit}` }], `600 14px ${FONT}`, '--ink', LINE));
    const classes = hours.classes.map((each) => ({ text: each.text, swatch: each[theme] }));
    lines.push(...rows(classes, width, `13px ${FONT}`).map((row) => words(row, `13px ${FONT}`, '--ink', LINE)));
  }
  lines.push(...rows(layerLegends(), width, `12px ${FONT}`).map((row) => words(row, `12px ${FONT}`, '--ink', LINE - 2)));
  const marked = state('changes_on') ? state('changes').legend.map(({ title, drawing }) => ({ text: `${title}: ${drawing}` })) : [];
  lines.push(...rows(marked, width, `13px ${FONT}`).map((row) => words(row, `13px ${FONT}`, '--ink', LINE)));
  const credits = [...state('attribution').map(({ text }) => text), state('is_demo') && state('t').demo].filter(Boolean);
  const said = credits.map((text) => ({ text }));
  lines.push(...rows(said, width, `12px ${FONT}`).map((row) => words(row, `12px ${FONT}`, '--quiet', LINE)));
  return lines;
}

function lengthOf(pen, piece, font) {
  pen.font = fontOf(piece, font);
  return pen.measureText(piece.text).width + (piece.swatch ? 20 : 0) + 18;
}

const fontOf = (piece, font) => (piece.isBold ? `650 ${font}` : font);

// Pieces put into as many rows as they need.
function rows(pieces, width, font) {
  const pen = document.createElement('canvas').getContext('2d');
  const found = [];
  let left = 0;
  for (const piece of pieces) {
    const length = lengthOf(pen, piece, font);
    if (!found.length || length > left) {
      found.push([]);
      left = width - 2 * PAD;
    }
    found.at(-1).push(piece);
    left -= length;
  }
  return found;
}

function words(pieces, font, ink, height) {
  const draw = (pen, middle) => {
    pen.textBaseline = 'middle';
    let x = PAD;
    for (const piece of pieces) {
      if (piece.swatch) {
        pen.fillStyle = piece.swatch;
        pen.fillRect(x, middle - 7, 14, 14);
      }
      pen.fillStyle = colour(ink);
      pen.font = fontOf(piece, font);
      pen.fillText(piece.text, x + (piece.swatch ? 20 : 0), middle);
      x += lengthOf(pen, piece, font);
    }
  };
  return { height, draw };
}
