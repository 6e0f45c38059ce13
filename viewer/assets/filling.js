// The fields of an edit's form as they are filled in.

import { fieldsOf, formOf, knownOf, typedOf, valueOf, wrongWith } from './draft.js';

const REST_MS = 150;

export class Filling {
  constructor(scenario) { this.scenario = scenario; }

  get draft() { return this.scenario.draft; }

  fields(draft, form, columns) { return fieldsOf(draft, form, columns); }

  known(draft, field, there) { return knownOf(draft, field, there); }

  typed(draft, field) { return typedOf(draft, field); }

  put(field, typed) {
    const value = valueOf(field, typed);
    const { values, wrong, texts, typed: before } = this.draft;
    const changed = { ...values, [field.name]: value };
    // Of storeys and height one follows from the other, unless both are typed.
    const other = { storeys: 'height_m', height_m: 'storeys' }[field.name];
    if (other && value !== null && !before.includes(other)) changed[other] = null;
    const said = { ...wrong, [field.name]: wrongWith(field, value) };
    const all = [...new Set([...before, field.name])];
    this.scenario.update({ values: changed, wrong: said, texts: { ...texts, [field.name]: typed }, typed: all, error: '' });
  }

  // One more name in a list that is typed with commas between; again, and it goes.
  name(field, word) {
    const said = String(this.draft.values[field.name] ?? '');
    const named = said.split(/[,;]/).map((each) => each.trim()).filter(Boolean);
    this.put(field, (named.includes(word) ? named.filter((each) => each !== word) : [...named, word]).join(', '));
  }

  putOneOf(field, choice, isChosen) {
    const before = this.draft.values[field.name] ?? [];
    const order = field.choices.map(({ value }) => value);
    this.put(field, order.filter((value) => (value === choice ? isChosen : before.includes(value))));
  }

  note(note) { this.scenario.update({ note }); }

  // What is new has to be something: its class is asked for at once.
  askClass({ layer, fields }) {
    const { draft } = this;
    const isNew = draft?.kind === 'add_object' && draft.layer === layer;
    if (isNew && fields.some(({ name }) => name === 'class')) this.addColumn('class');
  }

  // Which lines pass where the point of a stop is, once it rests.
  askLines(points) {
    clearTimeout(this.asking);
    if (points.length !== 1 || !formOf(this.draft).fields.some(({ known }) => known)) return;
    const [x, y] = points[0];
    this.asking = setTimeout(() => window.trame.trigger('list_lines', [x, y]), REST_MS);
  }

  addColumn(name) {
    const { columns } = this.draft;
    if (name && !columns.includes(name)) this.scenario.update({ columns: [...columns, name] });
  }

  leaveColumn(name) {
    const { [name]: _, ...values } = this.draft.values;
    this.scenario.update({ columns: this.draft.columns.filter((other) => other !== name), values });
  }
}
