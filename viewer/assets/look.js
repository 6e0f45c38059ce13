// What looks at the city without changing it: some classes only, one neighbourhood, a section of it; measuring, and the
// table of what is in view.

import { Filter } from './filter.js';
import { InView } from './inview.js';
import { Isolation } from './isolation.js';
import { Measure } from './measure.js';
import { Part } from './part.js';
import { Section } from './section.js';

// As any view may say it, on the big screen too.
export function look(twin) {
  twin.filter = new Filter(twin);
  twin.isolation = new Isolation(twin);
  twin.section = new Section(twin);
}

export function lookCloser(twin) {
  twin.measure = new Measure(twin);
  twin.inView = new InView(twin);
  twin.part = new Part(twin);
}
