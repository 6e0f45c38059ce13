// Metres from the city's origin and degrees, each from the other, by the polynomials that the server fitted.

function evaluated({ middle, size, first, second }, a, b) {
  const [u, v] = [(a - middle[0]) / size[0], (b - middle[1]) / size[1]];
  const degree = 3;
  let [at, one, two] = [0, 0, 0];
  for (let i = 0; i <= degree; i += 1) {
    for (let j = 0; j <= degree - i; j += 1, at += 1) {
      const term = u ** i * v ** j;
      one += first[at] * term;
      two += second[at] * term;
    }
  }
  return [one, two];
}

const rounded = (value, decimals) => Number(value.toFixed(decimals));

export const degreesOf = (fit, x, y) => evaluated(fit.to_degrees, x, y).map((value) => rounded(value, 7));

export const metresOf = (fit, lon, lat) => evaluated(fit.to_metres, lon, lat);

// The camera as a view says it, and back. `share` is the width of the window over its height, at most 1: a view says how
// far away a window stands that is no narrower than high; narrower ones stand farther, so that the middle is seen whole.
export function viewOfCamera(fit, { x, y, distance, bearing, tilt }, share) {
  const [lon, lat] = degreesOf(fit, x, y);
  return {
    lon, lat, distance_m: rounded(distance * share, 2),
    bearing_deg: rounded(bearing, 2), tilt_deg: rounded(tilt, 2),
  };
}

export function cameraOfView(fit, { lon, lat, distance_m: distance, bearing_deg: bearing, tilt_deg: tilt }, share) {
  const [x, y] = metresOf(fit, lon, lat);
  return { x, y, distance: distance / share, bearing, tilt };
}
