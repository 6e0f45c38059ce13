// A tool that takes clicks, movements and keys away from the card and the camera for a while: one at a time.
//
// A tool is an object with some of these methods; what it lacks is done as usual.
//   tap(place, hit)    a click, a tap of a finger, or Enter (then the middle of the view)
//   move(place, hit)   the pointer moves with no button down; at most once for each picture
//   double(place)      a double click, in place of zooming; the taps of both clicks come before it
//   key(event)         a key on the map; true: it is done with, the camera does not want it
//   end()              it is over: another tool was taken up, Escape was pressed, or it was released
// place is [x, y, z] in metres from the origin, on what lies under the pointer; hit names that: {id, row}, or null.

export class ToolSlot {
  constructor(twin) {
    this.twin = twin;
    this.current = null;
  }

  take(tool) {
    this.release();
    this.current = tool;
    this.twin.element.classList.add('tooled');
  }

  // Ends a tool, or whichever there is.
  release(tool = this.current) {
    if (!tool || tool !== this.current) return false;
    this.current = null;
    this.twin.element.classList.remove('tooled');
    tool.end?.();
    return true;
  }

  tap(px, py) {
    if (!this.current?.tap) return false;
    this.current.tap(...this.under(px, py));
    return true;
  }

  double(px, py) {
    if (!this.current) return false;
    this.current.double?.(...this.under(px, py));
    return true;
  }

  move(px, py) {
    if (!this.current?.move || this.waiting) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = 0;
      this.current?.move?.(...this.under(px, py));
    });
  }

  key(event) { return Boolean(this.current?.key?.(event)); }

  // Where a point of the screen lies: on a thing, or on the level of the ground where there is none.
  under(px, py) {
    const hit = this.twin.at(px, py);
    if (hit) return [hit.point, { id: hit.id, row: Number(hit.row) }];
    const [x, y] = this.twin.camera.ground(px, py);
    return [[x, y, this.twin.camera.groundAt(x, y)], null];
  }
}
