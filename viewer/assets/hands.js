// Mouse, fingers and keys: each becomes a movement of the camera.

const DRAG_PX = 5;
const TURN_PER_PX = 0.3;
const TILT_PER_PX = 0.25;
const WHEEL = 0.0016;
const STEP = 0.1;
const TYPED = /^(.|Shift|Control|Alt|Meta|Dead|Backspace)$/u; // what is typed into an input says nothing of how one goes on

// What the page focuses itself has a frame only for who goes by keys. The browser alone does not tell: it frames what a
// click focuses after an input, which has a frame always.
function tellHand() {
  const { dataset } = document.documentElement;
  document.addEventListener('pointerdown', () => { dataset.by = 'pointer'; }, true);
  document.addEventListener('keydown', ({ key }) => { if (!TYPED.test(key)) dataset.by = 'keys'; }, true);
}

export function listen(element, camera, acts) {
  tellHand();
  const fingers = new Map();
  let grip = null;

  const place = (event) => {
    const box = element.getBoundingClientRect();
    return acts.within([event.clientX - box.left, event.clientY - box.top], fingers.size > 0);
  };

  function begin() {
    const points = [...fingers.values()];
    acts.stop();
    if (points.length === 1) grip = { ...grip, grabbed: camera.ground(...points[0]), last: points[0] };
    if (points.length === 2) grip = { pair: pairOf(points), moved: true };
  }

  element.addEventListener('pointerdown', (event) => {
    if (event.button > 2 || event.target.closest('button, a')) return;
    element.focus({ preventScroll: true });
    element.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, place(event));
    const turns = event.button === 2 || (event.button === 0 && (event.ctrlKey || event.metaKey));
    grip = { start: place(event), turns, moved: fingers.size > 1, touch: event.pointerType === 'touch' };
    begin();
  });

  element.addEventListener('pointermove', (event) => {
    if (!fingers.has(event.pointerId) || !grip) {
      if (!fingers.size && event.pointerType === 'mouse') acts.hover(...place(event));
      return;
    }
    const at = place(event);
    fingers.set(event.pointerId, at);
    if (fingers.size === 2) {
      grip.pair = followPair(camera, grip.pair, pairOf([...fingers.values()]));
    } else if (fingers.size === 1 && grip.last) {
      if (!grip.moved && Math.hypot(at[0] - grip.start[0], at[1] - grip.start[1]) < DRAG_PX) return;
      grip.moved = true;
      if (grip.turns) turnBy(camera, at[0] - grip.last[0], at[1] - grip.last[1]);
      else camera.drag(grip.grabbed, ...at);
      grip.last = at;
    }
    acts.moved();
  });

  const end = (event) => {
    if (!fingers.delete(event.pointerId)) return;
    if (fingers.size) {
      begin();
      return;
    }
    if (event.type === 'pointerup' && grip && !grip.moved && !grip.turns) acts.tap(...place(event), grip.touch ? 12 : 5);
    grip = null;
    acts.settled();
  };
  element.addEventListener('pointerup', end);
  element.addEventListener('pointercancel', end);
  element.addEventListener('contextmenu', (event) => event.preventDefault());

  element.addEventListener('wheel', (event) => {
    event.preventDefault();
    acts.stop();
    const lines = event.deltaMode === 1 ? 16 : 1;
    const delta = Math.max(-300, Math.min(300, event.deltaY * lines * (event.ctrlKey ? 4 : 1)));
    camera.zoomAt(Math.exp(delta * WHEEL), ...place(event));
    acts.moved();
    acts.settled();
  }, { passive: false });

  element.addEventListener('dblclick', (event) => acts.zoomTo(...place(event)));
  // Keys move the map wherever nothing else wants them: no panel, no dialog, no button that Enter presses.
  document.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented || acts.isBusy()) return;
    const { target } = event;
    const onMap = element.contains(target);
    if (!onMap && target !== document.body && !target.closest?.('.navigation')) return;
    if (event.key === 'Enter' && !onMap) return;
    if (acts.key(event) || press(event, camera, acts)) event.preventDefault();
  });
}

function press(event, camera, acts) {
  const { bearing, tilt } = camera.state;
  const turned = {
    ArrowLeft: { bearing: bearing - 10 }, ArrowRight: { bearing: bearing + 10 },
    ArrowUp: { tilt: tilt + 6 }, ArrowDown: { tilt: tilt - 6 },
  };
  const stepped = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };
  const named = {
    '+': () => acts.zoom(1), '=': () => acts.zoom(1), '-': () => acts.zoom(-1), _: () => acts.zoom(-1),
    Home: acts.home, n: acts.north, N: acts.north, t: acts.top, T: acts.top,
    Enter: () => acts.inspectMiddle(event.shiftKey), '?': acts.help,
  };
  if (event.key in named) {
    named[event.key]();
    return true;
  }
  if (!(event.key in stepped)) return false;
  acts.stop();
  if (event.shiftKey) camera.set(turned[event.key]);
  else camera.step(...stepped[event.key]);
  acts.moved();
  acts.settled();
  return true;
}

function turnBy(camera, dx, dy) {
  camera.set({ bearing: camera.state.bearing + dx * TURN_PER_PX, tilt: camera.state.tilt - dy * TILT_PER_PX });
}

function pairOf([a, b]) {
  return {
    middle: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2],
    spread: Math.max(Math.hypot(b[0] - a[0], b[1] - a[1]), 1),
    angle: Math.atan2(b[1] - a[1], b[0] - a[0]),
    level: Math.abs(b[1] - a[1]) < Math.abs(b[0] - a[0]),
  };
}

// Two fingers: apart and together zooms, twisting turns, both up or down tilts.
function followPair(camera, before, now) {
  const [dx, dy] = [now.middle[0] - before.middle[0], now.middle[1] - before.middle[1]];
  const twist = ((((now.angle - before.angle) * 180) / Math.PI + 540) % 360) - 180;
  camera.zoomAt(before.spread / now.spread, ...now.middle);
  const tilts = now.level && Math.abs(dy) > Math.abs(dx) && Math.abs(now.spread - before.spread) < Math.abs(dy);
  camera.set({
    bearing: camera.state.bearing - twist,
    tilt: camera.state.tilt - (tilts ? dy * TILT_PER_PX : 0),
  });
  if (!tilts) camera.drag(camera.ground(...before.middle), ...now.middle);
  return now;
}
