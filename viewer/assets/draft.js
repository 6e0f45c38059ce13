// The form of one edit as it is filled in: what is picked, drawn and typed, and what of it is wrong.

import { LEAST, areaOf, crossesItself, lengthOf } from './draw.js';
import { numberOf, typedNumber } from './numbers.js';
import { alongOf, idsOf, looseOf } from './targets.js';

const M2_IN_HA = 10_000;

const state = (name) => window.trame.state.get(name);

export const formOf = (draft) => state('edit_forms')?.of[draft?.kind];

// A new form: with its beginning values, on an object of a card or on nothing yet.
export function newDraft(kind, target) {
  const form = state('edit_forms').of[kind];
  const layer = form.layer || target?.layer || '';
  const draft = {
    kind, layer, targets: [], points: [], columns: [], note: '', error: '', wrong: {}, typed: [], waits: false, seeks: Boolean(target),
    measure: '', tool: form.draws[0] ?? '', one: form.picks_one, height: null,
    values: Object.fromEntries(form.fields.map((field) => [field.name, field.value])),
    texts: {}, // of numbers, as they are being typed
  };
  return { ...draft, stage: stageOf(draft, form, Boolean(target)) };
}

// What is done on the map first.
export function stageOf(draft, form, hasTarget) {
  if (!draft.layer) return 'done';
  if (form.picks && !hasTarget) return 'pick';
  return draft.tool && (form.draws.length || draft.kind === 'add_object') ? 'draw' : 'done';
}

export function toolsOf(draft) {
  const form = formOf(draft);
  if (form.layer || !form.draws_any) return form.draws;
  return state('edit_forms').layers.find((layer) => layer.name === draft.layer)?.draws ?? [];
}

export function fieldsOf(draft, form, columns) {
  const chosen = draft.columns.map((name) => columns.fields.find((field) => field.name === name)).filter(Boolean);
  return [...form.fields, ...chosen.map((field) => ({ ...field, is_column: true }))];
}

// What a field can name: of lines those that pass where a point is set, as soon as the server said which.
export function knownOf({ points }, { known }, { at, lines }) {
  const isThere = points.length === 1 && at[0] === points[0][0] && at[1] === points[0][1];
  return isThere ? { here: true, all: known.filter(({ value }) => lines.includes(value)) } : { here: false, all: known };
}

// What was typed, as a value; nothing typed is null, what should be a number and is none stays a text.
export function valueOf(field, typed) {
  if (typed === '') return null;
  if (field.type !== 'number') return typed;
  const value = numberOf(typed);
  return Number.isFinite(value) ? value : typed;
}

// What stands in the input of a field: what was typed as long as it is the value, a number as the language writes it.
export function typedOf({ values, texts }, field) {
  const [value, text] = [values[field.name], texts?.[field.name]];
  if (field.type !== 'number' || !Number.isFinite(value)) return value ?? '';
  return text !== undefined && valueOf(field, text) === value ? text : typedNumber(value, state('language'));
}

export function wrongWith(field, value) {
  const t = state('t');
  if (value === null || value === undefined || value.length === 0) return field.optional ? '' : t.needed;
  if (field.type !== 'number') return '';
  if (!Number.isFinite(value)) return t.no_number.replace('{example}', typedNumber(12.5, state('language')));
  const isOut = (field.least !== null && value < field.least) || (field.most !== null && value > field.most);
  if (isOut) {
    return t.between.replace('{least}', number(field.least ?? 0)).replace('{most}', number(field.most ?? 0));
  }
  return field.step === 1 && !Number.isInteger(value) ? t.whole : '';
}

// The draft as the server wants it.
export function saidOf(draft, form) {
  const { kind, layer, targets, points, note, values } = draft;
  const columns = Object.fromEntries(draft.columns.map((name) => [name, values[name] ?? null]));
  return {
    kind, layer, note,
    ids: targets.flatMap(idsOf),
    loose: looseOf(targets),
    along: alongOf(targets),
    tool: points.length ? draft.tool : (form.draws[0] ?? ''),
    points: points.map(([x, y]) => [x, y]),
    values: form.columns ? { columns } : values,
  };
}

// How tall the new or changed building is to be, as far as it is said.
export function heightOf({ values, height }) {
  if (Number.isFinite(values.height_m)) return values.height_m;
  return Number.isFinite(values.storeys) ? values.storeys * state('edit_forms').storey_m : height;
}

export function measured(tool, points) {
  if (points.length < LEAST[tool] || tool === 'point') return points.length ? positions(points) : '';
  if (tool === 'points') return positions(points);
  if (tool === 'line') return metres(lengthOf(points));
  if (crossesItself(points)) return state('t').crosses_itself;
  const area = areaOf(points);
  const size = area < M2_IN_HA ? `${number(area)} m²` : `${number(area / M2_IN_HA, 2)} ha`;
  return `${size} · ${metres(lengthOf([...points, points[0]]))}`;
}

const positions = (points) => state('t').points_set.replace('{count}', number(points.length));

export const metres = (length) => (length < 10_000 ? `${number(length)} m` : `${number(length / 1000, 1)} km`);

export function number(value, decimals = 0) {
  return new Intl.NumberFormat(state('language'), { maximumFractionDigits: decimals || (value < 10 ? 1 : 0) }).format(value);
}
