// What hands and keys on the map lead to: each act of assets/hands.js by its name.

const state = (name) => window.trame.state.get(name);

export function actsOf(twin) {
  return {
    stop: () => cancelAnimationFrame(twin.flight),
    moved: () => { twin.moving = performance.now(); twin.draw(); },
    settled: () => twin.settle(),
    tap: (x, y, reach) => twin.display?.isFirst || twin.tool.tap(x, y) || twin.selecting.inspect(x, y, reach),
    hover: (x, y) => twin.tool.move(x, y),
    key: (event) => twin.tool.key(event),
    zoomTo: (x, y) => twin.tool.double(x, y) || twin.fly(() => twin.camera.zoomAt(0.5, x, y)),
    zoom: (way) => twin.zoom(way),
    home: () => twin.home(),
    north: () => twin.north(),
    top: () => twin.top(),
    within: (place, isHeld) => twin.compare.within(place, isHeld),
    inspectMiddle: (isShifted) => {
      const { middle } = twin.camera;
      if (twin.display?.isFirst || twin.tool.tap(...middle)) return;
      twin.compare.aim(isShifted);
      twin.selecting.byKey = true;
      twin.selecting.inspect(...middle, 5);
    },
    help: () => window.trame.state.set('help_open', true),
    isBusy: () => state('help_open'),
  };
}

// Closes what is open, from the top down.
export function listenForEscape(twin) {
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    if (state('help_open')) window.trame.state.set('help_open', false);
    else if (state('memo')) window.trame.trigger('close_memo');
    else if (event.target.closest?.('#moment')) twin.moment.close();
    else if (!twin.tool.release() && !twin.selecting.close() && !twin.share?.leave(event) && !twin.moment.leave(event)) {
      twin.compare.leave(event);
    }
  });
}
