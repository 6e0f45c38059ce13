// What is seen over the map of a form before it is applied: what is picked, what is drawn, how tall a building will be.

import { formOf, heightOf, measured } from './draft.js';
import { LEAST, along } from './draw.js';
import { linesOf } from './targets.js';

const HEIGHTS_M = [1, 400];
const HANDLE_STEP_M = 0.5;
const GRIP_PX = 12;
const LEAST_PX_PER_M = 0.3; // seen from above, a height cannot be dragged

// `scenario` has the overlay, the drawing tool, the draft, and lines that are `shown` of an edit.
export function preview(scenario) {
  const { overlay, draft, drawing } = scenario;
  overlay.begin();
  for (const line of scenario.shown) mark(overlay, line, 'shown');
  if (formOf(draft)) {
    for (const target of draft.targets) {
      for (const line of linesOf(target)) mark(overlay, line, 'target');
    }
    drawDirection(overlay, draft);
    drawPoints(scenario, draft);
    drawHeight(scenario, draft);
  }
  if (drawing.isOn && drawing.isByKey) overlay.cross(...drawing.middle);
  overlay.end();
}

function mark(overlay, line, look) {
  if (line.length === 1) overlay.dot(line[0], look, 9);
  else overlay.line(line, look);
}

// Which way traffic is to go before a street becomes one-way, and which way one looks along it to its right and left.
function drawDirection(overlay, { targets, values }) {
  const isBack = values.way === 'backward';
  if (!isBack && values.way !== 'forward' && !['left', 'right'].includes(values.side)) return;
  for (const target of targets) {
    for (const line of linesOf(target)) overlay.arrow(isBack ? [...line].reverse() : line);
  }
}

// Each point can be dragged; one that is only clicked is a click on the map there: it may end the line.
function drawPoints(scenario, { kind, tool, points, stage, values }) {
  const { overlay, drawing } = scenario;
  const isShape = tool === 'line' || tool === 'polygon';
  const follows = stage === 'draw' && isShape && points.length > 0 && drawing.aim;
  const all = follows ? [...points, drawing.nearGround(...follows)] : points;
  if (isShape) overlay.line(all, 'drawn', { closed: tool === 'polygon', filled: tool === 'polygon' });
  if (kind === 'add_trees' && tool === 'line' && values.spacing_m >= 2) {
    for (const tree of along(all, values.spacing_m)) overlay.dot(tree, 'tree', 3);
  }
  points.forEach((point, i) => {
    const look = i === 0 && follows ? 'vertex first' : 'vertex';
    overlay.grip(point, GRIP_PX, pointActs(scenario, i), overlay.circle(point, look, isShape ? 5 : 7), 'corner');
  });
  if (follows && all.length >= LEAST[tool]) overlay.text(follows[0] + 14, follows[1] - 14, measured(tool, all));
}

function pointActs(scenario, i) {
  const { drawing } = scenario;
  const put = (point) => scenario.setPoints(scenario.draft.points.map((before, at) => (at === i ? point : before)));
  return {
    begin: () => drawing.letGo(),
    moved: (at) => put(drawing.nearGround(...at)),
    ended: (at) => put(drawing.ground(...at)),
    tapped: (at) => drawing.isOn && drawing.setPoint(...at),
  };
}

// The block of a new or changed building, with a handle on its roof that is dragged up and down.
function drawHeight(scenario, draft) {
  const { overlay } = scenario;
  const { camera } = scenario.twin;
  const rings = ringsOf(draft);
  const height = heightOf(draft);
  if (!rings.length || !height) return;
  for (const ring of rings) overlay.block(ring, height);
  const middle = [0, 1, 2].map((axis) => rings[0].reduce((sum, point) => sum + point[axis], 0) / rings[0].length);
  const top = (metres) => camera.project(middle[0], middle[1], middle[2] + metres);
  const scale = (top(height).y - top(height + 10).y) / 10;
  if (scale < LEAST_PX_PER_M) return;
  let begun = height;
  overlay.handle([middle[0], middle[1], middle[2] + height], {
    begin: () => { begun = heightOf(scenario.draft); },
    moved: (_, [, down]) => setHeight(scenario, begun - down / scale),
  });
  overlay.label(top(height), `${new Intl.NumberFormat(window.trame.state.get('language'), { maximumFractionDigits: 1 }).format(height)} m`);
}

// The outlines of which blocks are shown.
export function ringsOf({ kind, stage, points, targets }) {
  if (kind === 'add_building') return points.length >= LEAST.polygon && stage === 'done' ? [points] : [];
  if (kind !== 'change_building') return [];
  return targets.map(({ pieces: [{ lines }] }) => lines[0].slice(0, -1));
}

function setHeight(scenario, metres) {
  const [least, most] = HEIGHTS_M;
  const height = Math.min(Math.max(Math.round(metres / HANDLE_STEP_M) * HANDLE_STEP_M, least), most);
  const { values, wrong } = scenario.draft;
  scenario.update({ values: { ...values, height_m: height, storeys: null }, wrong: { ...wrong, height_m: '' }, error: '' });
}
