// Marks of what the scenario changes about streets, painted over the picture: the mesh does not show it. On one canvas,
// so that pictures of the map get them by the same strokes. Patterns tell them apart, colours help.

const MAX_PIXEL_RATIO = 2;
const ARROW_EVERY_PX = 46;
const CROSS_EVERY_PX = 16;
const NEAR_M = 2500; // from farther away strokes are thinner, and nothing is written
const FAR_SHARE = 0.6;

// Strokes of each look from below to above: [width in pixels, colour, dashes, round ends].
const LOOKS = {
  zone: [[6, 'pale', []], [3, 'zone', [12, 5, 3, 5]]],
  'zone street': [[6, 'pale', []], [4, 'zone', [0, 9], 'round']],
  changed: [[7, 'pale', []], [5, 'changed', [0, 10], 'round']],
  removed: [[2, 'closed', []]],
  new_street: [[9, 'dark', []], [5, 'pale', [10, 6]]],
  bike_lane: [[7, 'pale', []], [5, 'bike', [11, 5]]],
  speed: [[7, 'pale', []], [4, 'quiet', []]],
  one_way: [[7, 'pale', []], [4, 'way', []]],
  two_way: [[7, 'pale', []], [4, 'way', []]],
  closed_at_other_hours: [[8, 'pale', []], [2, 'closed', [3, 6]]],
  closed_to_some: [[11, 'pale', []], [8, 'closed', [5, 9]]],
  closed: [[13, 'dark', []], [11, 'pale', []], [11, 'closed', [8, 6]]],
  filter: [],
};
const ORDER = Object.keys(LOOKS);

const state = (name) => window.trame.state.get(name);

export class Changes {
  constructor(twin) {
    this.twin = twin;
    this.canvas = document.createElement('canvas');
    this.canvas.className = 'changes-over';
    this.canvas.setAttribute('aria-hidden', 'true');
    document.querySelector('#map').after(this.canvas);
    twin.overlays.add(() => this.place());
    window.trame.state.watch(['changes', 'changes_on', 'theme'], () => requestAnimationFrame(() => this.place()));
  }

  place() {
    const { canvas, twin } = this;
    const isSeen = Boolean(state('changes_on') && state('changes')?.marks.length);
    canvas.hidden = !isSeen;
    if (!isSeen) return;
    const { width, height } = twin.element.getBoundingClientRect();
    const ratio = Math.min(window.devicePixelRatio || 1, MAX_PIXEL_RATIO);
    [canvas.width, canvas.height] = [width, height].map((length) => Math.round(length * ratio));
    const pen = canvas.getContext('2d');
    pen.scale(ratio, ratio);
    this.paint(pen);
  }

  // Paints all marks with a pen whose units are the pixels of the map; `camera` for another view than the page's own.
  // Where two sides are compared, on the scenario's side alone.
  paint(pen, camera = this.twin.camera) {
    const { marks } = state('changes');
    const { width, height } = this.twin.element.getBoundingClientRect();
    const line = camera === this.twin.camera ? this.twin.compare.line(width) : null;
    pen.save();
    if (line !== null) {
      pen.beginPath();
      pen.rect(line, 0, width - line, height);
      pen.clip();
    }
    const style = getComputedStyle(this.canvas);
    const colours = Object.fromEntries(
      ['pale', 'dark', 'quiet', 'closed', 'way', 'bike', 'zone', 'changed'].map((name) => [name, style.getPropertyValue(`--mark-${name}`).trim()]),
    );
    const isNear = camera.state.distance < NEAR_M;
    const brush = { pen, colours, share: isNear ? 1 : FAR_SHARE };
    const sorted = marks.map((mark) => ({ ...mark, name: mark.look === 'zone' && !mark.is_area ? 'zone street' : mark.look }));
    sorted.sort((a, b) => ORDER.indexOf(a.name) - ORDER.indexOf(b.name));
    const seen = sorted.map((mark) => ({ ...mark, paths: mark.lines.map((line) => pathOf(camera, line)).filter(Boolean) }));
    for (const mark of seen) for (const path of mark.paths) stroke(brush, mark, path);
    for (const mark of seen) if (mark.paths.length) sign(brush, mark, isNear);
    pen.restore();
  }
}

// The points of a line as they are seen; null where all of it lies beside the picture.
function pathOf(camera, line) {
  const points = line.map(([x, y, z]) => camera.project(x, y, z)).filter(({ visible }) => visible);
  const [width, height] = camera.size;
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const isSeen = points.length && Math.max(...xs) > camera.left - 20 && Math.min(...xs) < camera.left + width + 20
    && Math.max(...ys) > -20 && Math.min(...ys) < height / camera.part + 20;
  return isSeen ? points : null;
}

function trace(pen, path) {
  pen.beginPath();
  path.forEach(({ x, y }, i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
}

function stroke({ pen, colours, share }, { name, is_area: isArea }, path) {
  pen.lineJoin = 'round';
  if (isArea) {
    trace(pen, path);
    pen.globalAlpha = 0.12;
    pen.fillStyle = colours.zone;
    pen.fill();
    pen.globalAlpha = 1;
  }
  for (const [width, colour, dashes, cap] of LOOKS[name] ?? []) {
    trace(pen, path);
    pen.lineWidth = width * share;
    pen.strokeStyle = colours[colour];
    pen.lineCap = cap ?? (dashes.length ? 'butt' : 'round');
    pen.setLineDash(dashes.map((length) => length * share));
    pen.stroke();
  }
  pen.setLineDash([]);
  if (name === 'one_way' || name === 'two_way') {
    const ways = name === 'two_way' ? [0, Math.PI] : [0];
    along(path, ARROW_EVERY_PX * ways.length * share, (x, y, angle) => {
      for (const way of ways) arrow(pen, colours, share, [x, y], angle + way, ways.length - 1);
    });
  }
  if (name === 'removed') along(path, CROSS_EVERY_PX * share, (x, y) => cross(pen, colours, share, x, y));
}

// Calls for each place of a path that is so far from the one before; once in the middle of a short path.
function along(path, every, then) {
  const lengths = path.slice(1).map((to, i) => Math.hypot(to.x - path[i].x, to.y - path[i].y));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  const count = Math.max(1, Math.floor(whole / every));
  let [at, done] = [0, 0];
  for (let nth = 0; nth < count && lengths.length; nth += 1) {
    const wanted = ((nth + 0.5) / count) * whole;
    while (at < lengths.length - 1 && done + lengths[at] < wanted) {
      done += lengths[at];
      at += 1;
    }
    const [from, to] = [path[at], path[at + 1]];
    const part = lengths[at] ? (wanted - done) / lengths[at] : 0;
    then(from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part, Math.atan2(to.y - from.y, to.x - from.x));
  }
}

// `ahead`: by how much of its length it stands before the place.
function arrow(pen, colours, share, [x, y], angle, ahead) {
  pen.save();
  pen.translate(x, y);
  pen.rotate(angle);
  pen.scale(share, share);
  pen.translate(ahead * 9, 0);
  pen.beginPath();
  pen.moveTo(11, 0);
  pen.lineTo(-7, -8);
  pen.lineTo(-7, 8);
  pen.closePath();
  pen.fillStyle = colours.way;
  pen.strokeStyle = colours.pale;
  pen.lineWidth = 2;
  pen.stroke();
  pen.fill();
  pen.restore();
}

function cross(pen, colours, share, x, y) {
  const d = 5 * share;
  for (const [width, colour] of [[5, colours.pale], [2.5, colours.closed]]) {
    pen.beginPath();
    for (const way of [1, -1]) {
      pen.moveTo(x - d, y - way * d);
      pen.lineTo(x + d, y + way * d);
    }
    pen.lineWidth = width * share;
    pen.strokeStyle = colour;
    pen.stroke();
  }
}

// What stands at one place: the posts of a filter, the ring of a speed limit, words beside a closed street.
function sign({ pen, colours, share }, { name, text, paths }, isNear) {
  const place = middle(paths);
  if (name === 'filter') posts(pen, colours, share, place);
  else if (name === 'speed' && text) ring(pen, colours, place, text);
  else if (text && isNear) label(pen, colours, place, text);
}

function middle(paths) {
  let found = [paths[0][0].x, paths[0][0].y];
  const longest = paths.reduce((best, path) => (path.length > best.length ? path : best));
  along(longest, Infinity, (x, y) => { found = [x, y]; });
  return found;
}

function disc(pen, colours, [x, y], radius, edge) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fillStyle = colours.pale;
  pen.fill();
  pen.lineWidth = radius / 5;
  pen.strokeStyle = edge;
  pen.stroke();
}

function posts(pen, colours, share, [x, y]) {
  disc(pen, colours, [x, y], 12 * share, colours.dark);
  pen.beginPath();
  for (const by of [-5, 0, 5]) {
    pen.moveTo(x + by * share, y - 5 * share);
    pen.lineTo(x + by * share, y + 5 * share);
  }
  pen.lineWidth = 2.5 * share;
  pen.lineCap = 'round';
  pen.stroke();
}

function ring(pen, colours, [x, y], text) {
  disc(pen, colours, [x, y], 13, colours.closed);
  words(pen, colours, [x, y], text);
}

function label(pen, colours, [x, y], text) {
  pen.font = '600 12px system-ui, sans-serif';
  const width = pen.measureText(text).width + 14;
  pen.beginPath();
  pen.roundRect(x - width / 2, y - 32, width, 20, 6);
  pen.fillStyle = colours.pale;
  pen.fill();
  pen.lineWidth = 1.5;
  pen.strokeStyle = colours.closed;
  pen.stroke();
  words(pen, colours, [x, y - 22], text);
}

function words(pen, colours, [x, y], text) {
  pen.font = '600 12px system-ui, sans-serif';
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillStyle = colours.dark;
  pen.fillText(text, x, y + 0.5);
  pen.textAlign = 'start';
  pen.textBaseline = 'alphabetic';
}
