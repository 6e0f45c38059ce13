// Draws faces into an array of pixels, each with the depth of what it shows: a picture without a graphics
// context, which takes longer to wake than a first picture may take.

import { VIEW_ANGLE, cross, dot, minus, unit } from './camera.js';
import { SKY, SUN } from './light.js';

// What façades leave of the light, as surface.js draws them.
const STOREY = 16;
const FOOT_STOREYS = 3;
const AT_FOOT = 0.26;
const WINDOWS = 0.915;

const MOST_CORNERS = 16; // of a face, after it was cut

export class Raster {
  constructor(camera, surface) {
    const [width, height] = camera.size;
    [this.width, this.height, this.surface] = [width, height, surface];
    this.pixels = new Uint32Array(width * height); // alpha, blue, green, red; 0 is nothing
    this.nearness = new Float32Array(width * height); // 1 / depth, which is linear on the screen
    this.pose = camera.pose();
    [this.near] = camera.range(this.pose.eye);
    this.scale = height / 2 / Math.tan((VIEW_ANGLE / 2) * (Math.PI / 180));
    this.face = new Float64Array(3 * MOST_CORNERS); // x, y on the screen and 1 / depth of each corner
  }

  get image() { return new ImageData(new Uint8ClampedArray(this.pixels.buffer), this.width); }

  draw({ points, corners, ends, colours, storeys }) {
    const seen = this.seenFrom(points);
    for (let i = 0, first = 0; i < ends.length; first = ends[i], i += 1) {
      const count = this.lay(seen, corners, first, Math.min(ends[i], first + MOST_CORNERS - 1));
      if (count < 3 || this.isOutside(count)) continue;
      const origin = 3 * corners[first];
      const facing = facingOf(points, origin, 3 * corners[first + 1], 3 * corners[first + 2]);
      const wall = storeys && Math.abs(facing[2]) < 0.3 ? lightOnWall(storeys, corners, first, ends[i]) : 1;
      const light = wall * this.lightOn(facing, points.subarray(origin, origin + 3));
      const red = Math.min(255, colours[3 * i] * light);
      const green = Math.min(255, colours[3 * i + 1] * light);
      const blue = Math.min(255, colours[3 * i + 2] * light);
      const colour = (255 << 24) | (blue << 16) | (green << 8) | red;
      for (let k = 1; k + 1 < count; k += 1) this.fill(3 * k, 3 * k + 3, colour);
    }
  }

  // Right, up and ahead of the eye.
  seenFrom(points) {
    const { eye: [x, y, z], right: [a, b, c], up: [d, e, f], forward: [g, h, i] } = this.pose;
    const seen = new Float64Array(points.length);
    for (let at = 0; at < points.length; at += 3) {
      const [u, v, w] = [points[at] - x, points[at + 1] - y, points[at + 2] - z];
      seen[at] = a * u + b * v + c * w;
      seen[at + 1] = d * u + e * v + f * w;
      seen[at + 2] = g * u + h * v + i * w;
    }
    return seen;
  }

  // Puts a face's corners on the screen, cut where it comes nearer than anything is drawn; gives their number.
  lay(seen, corners, first, end) {
    let count = 0;
    for (let k = first; k < end; k += 1) {
      const at = 3 * corners[k];
      const depth = seen[at + 2];
      const next = 3 * corners[k + 1 < end ? k + 1 : first];
      if (depth >= this.near) this.put(count++, seen[at], seen[at + 1], depth);
      if (depth >= this.near !== seen[next + 2] >= this.near) {
        const share = (this.near - depth) / (seen[next + 2] - depth);
        const [x, y] = [0, 1].map((axis) => seen[at + axis] + (seen[next + axis] - seen[at + axis]) * share);
        this.put(count++, x, y, this.near);
      }
    }
    return count;
  }

  put(number, x, y, depth) {
    this.face[3 * number] = this.width / 2 + (x * this.scale) / depth;
    this.face[3 * number + 1] = this.height / 2 - (y * this.scale) / depth;
    this.face[3 * number + 2] = 1 / depth;
  }

  isOutside(count) {
    const { face, width, height } = this;
    let [left, right, above, below] = [true, true, true, true];
    for (let at = 0; at < 3 * count; at += 3) {
      left &&= face[at] < 0;
      right &&= face[at] > width;
      above &&= face[at + 1] < 0;
      below &&= face[at + 1] > height;
    }
    return left || right || above || below;
  }

  // How bright a face is, whichever side of it is seen.
  lightOn(side, origin) {
    const facing = dot(side, minus(this.pose.eye, origin)) < 0 ? -1 : 1;
    const share = (lamp) => Math.max(0, facing * dot(side, lamp.direction)) * lamp.intensity;
    return this.surface.ambient + this.surface.diffuse * (share(SUN) + share(SKY));
  }

  // One triangle: the face's first corner and two others.
  fill(b, c, colour) {
    const { face, width, height, pixels, nearness } = this;
    const [ax, ay, aw] = [face[0], face[1], face[2]];
    const [bx, by, bw] = [face[b] - ax, face[b + 1] - ay, face[b + 2] - aw];
    const [cx, cy, cw] = [face[c] - ax, face[c + 1] - ay, face[c + 2] - aw];
    const area = bx * cy - cx * by;
    if (!area) return;
    const perX = (bw * cy - cw * by) / area;
    const perY = (bx * cw - cx * bw) / area;
    const top = Math.max(0, Math.ceil(ay + Math.min(0, by, cy) - 0.5));
    const bottom = Math.min(height, Math.ceil(ay + Math.max(0, by, cy) - 0.5));
    for (let row = top; row < bottom; row += 1) {
      const y = row + 0.5 - ay;
      let [left, right] = [Infinity, -Infinity];
      // Where this row crosses the three sides.
      const meet = (px, py, qx, qy) => {
        if (py <= y === qy <= y) return;
        const x = px + ((qx - px) * (y - py)) / (qy - py);
        if (x < left) left = x;
        if (x > right) right = x;
      };
      meet(0, 0, bx, by);
      meet(bx, by, cx, cy);
      meet(cx, cy, 0, 0);
      const start = Math.max(0, Math.ceil(left + ax - 0.5));
      const end = Math.min(width, Math.ceil(right + ax - 0.5));
      let value = aw + perX * (start + 0.5 - ax) + perY * y;
      for (let at = row * width + start, last = row * width + end; at < last; at += 1, value += perX) {
        if (value <= nearness[at]) continue;
        nearness[at] = value;
        pixels[at] = colour;
      }
    }
  }
}

function facingOf(points, a, b, c) {
  const corner = (at) => [points[at], points[at + 1], points[at + 2]];
  const origin = corner(a);
  return unit(cross(minus(corner(b), origin), minus(corner(c), origin)));
}

// The mean of what a wall's windows and its darker foot leave of its light.
function lightOnWall(storeys, corners, first, end) {
  let [low, high] = [Infinity, 0];
  for (let k = first; k < end; k += 1) {
    const up = Math.abs(storeys[corners[k]]) / STOREY;
    low = Math.min(low, up);
    high = Math.max(high, up);
  }
  const foot = high > low ? (lightBelow(high) - lightBelow(low)) / (high - low) : 1;
  return (1 - AT_FOOT * (1 - foot)) * (storeys[corners[first]] + storeys[corners[first + 2]] > 0 ? WINDOWS : 1);
}

// The integral of a smooth step from 0 to FOOT_STOREYS, up to some storeys.
function lightBelow(storeys) {
  const t = Math.min(storeys / FOOT_STOREYS, 1);
  return FOOT_STOREYS * (t ** 3 - t ** 4 / 2) + Math.max(storeys - FOOT_STOREYS, 0);
}
