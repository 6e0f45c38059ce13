// What a form is about: objects that were clicked. The pieces of one street stand together, and go together.
// A target: {key, title, detail, whole, takes: 'whole' | 'pieces', pieces: [{id, lines, length_m, height_m}]}

import { metres, number } from './draft.js';

const state = (name) => window.trame.state.get(name);

const takesWhole = ({ takes }) => takes === 'whole';
const holds = (target, id) => target.pieces.some((piece) => piece.id === id);
export const isOf = (target, id) => holds(target, id) || Boolean(target.whole?.ids.includes(id));

export const idsOf = (target) => (takesWhole(target) ? target.whole.ids : target.pieces.map(({ id }) => id));

export const linesOf = (target) => (takesWhole(target) ? target.whole.lines : target.pieces.flatMap(({ lines }) => lines));

// Ids that nobody chose one by one: where a change has nothing to do on them they are left out.
export const looseOf = (targets) => targets.filter(takesWhole)
  .flatMap(({ whole, pieces }) => (pieces.length > 1 ? whole.ids : whole.ids.filter((id) => id !== pieces[0].id)));

// The piece whose line says the direction of a whole street.
export const alongOf = (targets) => targets.find(takesWhole)?.pieces[0].id ?? '';

function newTarget({ id, title, detail, whole, lines, length_m: length, height_m: height }, hasWholes) {
  const of = hasWholes ? whole : null;
  const piece = { id, lines, length_m: length, height_m: height };
  return { key: id, title, detail, whole: of, takes: of ? 'whole' : 'pieces', pieces: [piece] };
}

// The targets after a click on an object: it is taken in, or left out again, a whole street at once.
export function withPicked(targets, picked, { one, hasWholes }) {
  const made = newTarget(picked, hasWholes);
  if (one) return [made];
  const at = targets.findIndex((target) => isOf(target, picked.id));
  if (at < 0) return [...targets, made];
  const known = targets[at];
  if (takesWhole(known)) return targets.filter((target) => target !== known);
  const pieces = holds(known, picked.id)
    ? known.pieces.filter(({ id }) => id !== picked.id)
    : [...known.pieces, ...made.pieces];
  const changed = pieces.length ? [{ ...known, pieces }] : [];
  return [...targets.slice(0, at), ...changed, ...targets.slice(at + 1)];
}

// What is said of a target beside its name.
export function detailOf(target) {
  if (takesWhole(target)) return `${state('t').whole_street}: ${target.whole.said}`;
  return target.pieces[0].length_m === null ? target.detail : piecesSaid(target);
}

export function piecesSaid({ pieces, whole, detail }) {
  const t = state('t');
  const length = metres(pieces.reduce((sum, piece) => sum + piece.length_m, 0));
  if (!whole) return [detail, length].filter(Boolean).join(' · ');
  if (pieces.length === 1) return `${t.only_piece}: ${length}`;
  return `${t.only_pieces.replace('{count}', number(pieces.length))}: ${length}`;
}
