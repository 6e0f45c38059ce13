// What looks at the city without changing it: measuring, the table of what is in view, showing some
// classes only.

import { Filter } from './filter.js';
import { InView } from './inview.js';
import { Measure } from './measure.js';

export function look(twin) {
  twin.filter = new Filter(twin);
  twin.measure = new Measure(twin);
  twin.inView = new InView(twin);
}
