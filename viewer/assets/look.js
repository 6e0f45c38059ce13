// What looks at the city without changing it: measuring, and the table of what is in view.

import { InView } from './inview.js';
import { Measure } from './measure.js';

export function look(twin) {
  twin.measure = new Measure(twin);
  twin.inView = new InView(twin);
}
