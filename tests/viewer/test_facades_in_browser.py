"""Storeys and windows are drawn on façades, and left out where values are painted."""

import pytest

from .conftest import OpenPage

pytestmark = pytest.mark.browser

# How many colours there are on the wall of the highest building, as it is drawn and painted.
COLOURS = """async () => {
  const mesh = [...twin.tiles.meshes.values()].find((each) => each.layer === 'buildings');
  let top = 0;
  for (let at = 3; at < mesh.points.length; at += 3) if (mesh.points[at + 2] > mesh.points[top + 2]) top = at;
  const [x, y, z] = mesh.points.slice(top, top + 3);
  twin.setCamera({ x, y, distance: 160, tilt: 80, bearing: 20 });
  await new Promise((done) => setTimeout(done, 1500));
  const { openglRenderWindow: window_ } = twin.view, gl = window_.getContext(), count = [];
  for (mesh.isPainted of [false, true]) {
    twin.fit(); twin.drawScene();
    const [width, height] = window_.getSize(), pixels = new Uint8Array(4 * height);
    gl.readPixels(Math.round(width / 2), 0, 1, height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    count.push(new Set(new Uint32Array(pixels.buffer)).size);
  }
  return count;
}"""


def test_walls_show_storeys_unless_values_are_painted_on_them(visit: OpenPage, demo_url: str) -> None:
    shown = visit(demo_url)
    shown.when_ready()
    as_drawn, painted = shown.page.evaluate(COLOURS)
    assert as_drawn > painted + 10
