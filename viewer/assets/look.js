// What looks at the city without changing it: measuring.

import { Measure } from './measure.js';

export function look(twin) {
  twin.measure = new Measure(twin);
}
