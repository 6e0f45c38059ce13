// What a form is about: objects that were clicked. The pieces of one street stand together, and go together.
// A target: {key, title, detail, whole, course, takes: 'whole' | 'course' | 'pieces', pieces: [{id, lines, length_m,
// height_m}]}; `course` is the carriageway whose name a pavement or path bears.

import { metres, number } from './draft.js';

const state = (name) => window.trame.state.get(name);

const takesWhole = ({ takes }) => takes !== 'pieces';
const street = (target) => target[target.takes];
const holds = (target, id) => target.pieces.some((piece) => piece.id === id);
export const isOf = (target, id) => holds(target, id)
  || [target.whole, target.course].some((each) => each?.ids.includes(id));

export const idsOf = (target) => (takesWhole(target) ? street(target).ids : target.pieces.map(({ id }) => id));

export const linesOf = (target) => (takesWhole(target) ? street(target).lines : target.pieces.flatMap(({ lines }) => lines));

// Ids that nobody chose one by one: where a change has nothing to do on them they are left out.
export const looseOf = (targets) => targets.filter(takesWhole).flatMap((target) => {
  const [{ ids }, { pieces }] = [street(target), target];
  return pieces.length > 1 ? ids : ids.filter((id) => id !== pieces[0].id);
});

// The piece whose line says the direction of a whole street.
export const alongOf = (targets) => {
  const target = targets.find(takesWhole);
  return (target?.takes === 'course' ? target.course.ids : target?.pieces.map(({ id }) => id))?.[0] ?? '';
};

function newTarget({ id, title, detail, whole, course, lines, length_m: length, height_m: height }, hasWholes) {
  const of = hasWholes ? { whole, course } : { whole: null, course: null };
  const takes = ['course', 'whole'].find((each) => of[each]) ?? 'pieces';
  return { key: id, title, detail, ...of, takes, pieces: [{ id, lines, length_m: length, height_m: height }] };
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

// The name of the text for all of a street: of a path beside a carriageway that is only the paths.
const wholeText = ({ takes, course }) => (takes === 'course' ? 'carriageway' : course ? 'paths_beside' : 'whole_street');

// What is said of a target beside its name.
export function detailOf(target) {
  if (takesWhole(target)) return `${state('t')[wholeText(target)]}: ${street(target).said}`;
  return target.pieces[0].length_m === null ? target.detail : piecesSaid(target);
}

export function piecesSaid({ pieces, whole, course, detail }) {
  const t = state('t');
  const length = metres(pieces.reduce((sum, piece) => sum + piece.length_m, 0));
  if (!whole && !course) return [detail, length].filter(Boolean).join(' · ');
  if (pieces.length === 1) return `${t.only_piece}: ${length}`;
  return `${t.only_pieces.replace('{count}', number(pieces.length))}: ${length}`;
}
