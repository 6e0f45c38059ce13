// The form of one edit as it is filled in: what is picked, drawn and typed, and what of it is wrong.

import { LEAST, areaOf, lengthOf } from './draw.js';
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

// What was typed, as a value; nothing typed is null.
export function valueOf(field, typed) {
  if (typed === '') return null;
  return field.type === 'number' ? Number(typed) : typed;
}

export function wrongWith(field, value) {
  const t = state('t');
  if (value === null || value === undefined || value.length === 0) return field.optional ? '' : t.needed;
  if (field.type !== 'number') return '';
  const isOut = (field.least !== null && value < field.least) || (field.most !== null && value > field.most);
  if (!Number.isFinite(value) || isOut) {
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
  if (values.height_m) return values.height_m;
  return values.storeys ? values.storeys * state('edit_forms').storey_m : height;
}

export function measured(tool, points) {
  if (points.length < LEAST[tool] || tool === 'point') return points.length ? positions(points) : '';
  if (tool === 'points') return positions(points);
  if (tool === 'line') return metres(lengthOf(points));
  const area = areaOf(points);
  const size = area < M2_IN_HA ? `${number(area)} m²` : `${number(area / M2_IN_HA, 2)} ha`;
  return `${size} · ${metres(lengthOf([...points, points[0]]))}`;
}

const positions = (points) => state('t').points_set.replace('{count}', number(points.length));

export const metres = (length) => (length < 10_000 ? `${number(length)} m` : `${number(length / 1000, 1)} km`);

export function number(value, decimals = 0) {
  return new Intl.NumberFormat(state('language'), { maximumFractionDigits: decimals || (value < 10 ? 1 : 0) }).format(value);
}
