// What lies under a point of the screen: a ray against the triangles that are loaded. No drawing pass,
// so it costs the same with and without a graphics card, and it gives the exact face.

import { cross, dot, minus } from './camera.js';

// The nearest hit of a ray among meshes {id, points, polys, rows, bounds}, or null; on a part of the ray alone, in
// metres from its beginning: null for none of it.
export function pick(ray, meshes, part = [0, Infinity]) {
  if (!part) return null;
  const [from, to] = part;
  let best = null;
  for (const mesh of meshes) {
    const reach = boxDistance(ray, mesh.bounds);
    if (reach === null || reach > (best?.distance ?? to)) continue;
    const hit = meshHit(ray, mesh, from, best?.distance ?? to);
    if (hit) best = { ...hit, id: mesh.id };
  }
  if (!best) return null;
  const point = ray.origin.map((o, i) => o + ray.direction[i] * best.distance);
  return { ...best, point };
}

function boxDistance({ origin, direction }, bounds) {
  let [near, far] = [0, Infinity];
  for (let axis = 0; axis < 3; axis += 1) {
    const [low, high] = [bounds[2 * axis] - 0.01, bounds[2 * axis + 1] + 0.01];
    if (Math.abs(direction[axis]) < 1e-12) {
      if (origin[axis] < low || origin[axis] > high) return null;
      continue;
    }
    const a = (low - origin[axis]) / direction[axis];
    const b = (high - origin[axis]) / direction[axis];
    near = Math.max(near, Math.min(a, b));
    far = Math.min(far, Math.max(a, b));
    if (near > far) return null;
  }
  return near;
}

function meshHit(ray, { points, polys, rows }, from, limit) {
  let found = null;
  let nearest = limit;
  for (let at = 0, cell = 0; at < polys.length; at += polys[at] + 1, cell += 1) {
    for (let k = 2; k < polys[at]; k += 1) {
      const distance = triangleDistance(ray, points, polys[at + 1] * 3, polys[at + k] * 3, polys[at + k + 1] * 3);
      if (distance !== null && distance >= from && distance < nearest) {
        nearest = distance;
        found = { distance, row: rows ? rows[cell] : -1 };
      }
    }
  }
  return found;
}

// Möller and Trumbore (1997), both sides.
function triangleDistance({ origin, direction }, p, a, b, c) {
  const [ax, ay, az] = [p[a], p[a + 1], p[a + 2]];
  const e1x = p[b] - ax, e1y = p[b + 1] - ay, e1z = p[b + 2] - az;
  const e2x = p[c] - ax, e2y = p[c + 1] - ay, e2z = p[c + 2] - az;
  const hx = direction[1] * e2z - direction[2] * e2y;
  const hy = direction[2] * e2x - direction[0] * e2z;
  const hz = direction[0] * e2y - direction[1] * e2x;
  const det = e1x * hx + e1y * hy + e1z * hz;
  if (det > -1e-9 && det < 1e-9) return null;
  const sx = origin[0] - ax, sy = origin[1] - ay, sz = origin[2] - az;
  const u = (sx * hx + sy * hy + sz * hz) / det;
  if (u < 0 || u > 1) return null;
  const qx = sy * e1z - sz * e1y, qy = sz * e1x - sx * e1z, qz = sx * e1y - sy * e1x;
  const v = (direction[0] * qx + direction[1] * qy + direction[2] * qz) / det;
  if (v < 0 || u + v > 1) return null;
  const t = (e2x * qx + e2y * qy + e2z * qz) / det;
  return t > 0 ? t : null;
}

// The side planes of what the camera sees, as [normal, point] pairs pointing inwards; of a part of its picture's width.
export function frustum(camera, [from, to] = [0, 1]) {
  const h = camera.size[1] / camera.part;
  const [x0, x1] = [from, to].map((share) => camera.left + share * camera.size[0]);
  const corners = [[x0, 0], [x1, 0], [x1, h], [x0, h]].map(([x, y]) => camera.ray(x, y).direction);
  const { eye } = camera.pose();
  return corners.map((corner, i) => [cross(corner, corners[(i + 1) % 4]), eye]);
}

// Whether a box may be seen: false only when it lies wholly outside one plane.
export function isSeen(planes, bounds) {
  return planes.every(([normal, point]) => {
    const far = [0, 1, 2].map((i) => (normal[i] > 0 ? bounds[2 * i + 1] : bounds[2 * i]));
    return dot(minus(far, point), normal) >= 0;
  });
}
