// The faces of flat things, cut along an outline: what lies outside goes, what lies across ends at it.

// `faces` are {points, polys} as vtk.js has them, `rings` the outline's, each [[x, y], …]; `isCut` says of a cell
// whether it may be cut. As many cells in the same order as before: one outside is folded to a point.
export function cutFaces({ points, polys }, rings, isCut) {
  const sides = new Int8Array(points.length / 3); // 1 inside, −1 outside, 0 not asked yet
  const isInside = (i) => (sides[i] ||= contains(rings, points[3 * i], points[3 * i + 1]) ? 1 : -1) > 0;
  const more = [];
  const made = [];
  const crossing = (a, b) => { // a inside, b outside
    const share = firstCrossing(rings, points, a, b);
    more.push(...[0, 1, 2].map((k) => points[3 * a + k] + share * (points[3 * b + k] - points[3 * a + k])));
    return (points.length + more.length) / 3 - 1;
  };
  for (let at = 0, cell = 0; at < polys.length; at += polys[at] + 1, cell += 1) {
    const corners = polys.subarray(at + 1, at + 1 + polys[at]);
    const kept = isCut(cell) ? within(corners, isInside, crossing, () => contains(rings, ...middleOf(points, corners))) : corners;
    made.push(kept.length, ...kept);
  }
  const all = new Float32Array(points.length + more.length);
  all.set(points);
  all.set(more, points.length);
  return { points: all, polys: polys.constructor.from(made) };
}

function within(corners, isInside, crossing, isMiddleInside) {
  const inside = [...corners].map(isInside);
  if (inside.every(Boolean)) return corners;
  if (!inside.some(Boolean)) return isMiddleInside() ? corners : [...corners].fill(corners[0]);
  const kept = [];
  inside.forEach((isIn, i) => {
    const next = (i + 1) % corners.length;
    if (isIn) kept.push(corners[i]);
    if (isIn !== inside[next]) kept.push(isIn ? crossing(corners[i], corners[next]) : crossing(corners[next], corners[i]));
  });
  return kept;
}

function middleOf(points, corners) {
  return [0, 1].map((k) => [...corners].reduce((sum, i) => sum + points[3 * i + k], 0) / corners.length);
}

// Whether a point lies within rings, holes among them: a ray from it crosses their sides an odd number of times.
export function contains(rings, x, y) {
  let isIn = false;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
      const [[ax, ay], [bx, by]] = [ring[i], ring[j]];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) isIn = !isIn;
    }
  }
  return isIn;
}

// How far along the way from one point to another the rings are crossed first, 0 to 1.
function firstCrossing(rings, points, a, b) {
  const [x, y, dx, dy] = [points[3 * a], points[3 * a + 1], points[3 * b] - points[3 * a], points[3 * b + 1] - points[3 * a + 1]];
  let first = 1;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
      const [[px, py], [qx, qy]] = [ring[j], ring[i]];
      const turned = dx * (qy - py) - dy * (qx - px);
      if (!turned) continue;
      const along = ((px - x) * (qy - py) - (py - y) * (qx - px)) / turned;
      const onSide = ((px - x) * dy - (py - y) * dx) / turned;
      if (along >= 0 && along < first && onSide >= 0 && onSide <= 1) first = along;
    }
  }
  return first;
}
