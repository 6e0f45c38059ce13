"""Storeys and windows are drawn on façades, roofs are told apart by their storeys; not where values are painted."""

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
# What is seen of two flat roofs that have one colour in the legend and a storey between them, as drawn and as painted.
ROOFS = """async () => {
  const flats = [...twin.tiles.meshes.values()].filter((each) => each.layer === 'buildings').flatMap((mesh) => {
    const storeys = mesh.data.getPointData().getArrayByName('storey').getData();
    const colours = mesh.data.getCellData().getArrayByName('light').getData();
    const found = [];
    for (let at = 0, cell = 0; at < mesh.polys.length; at += mesh.polys[at] + 1, cell += 1) {
      const ids = [...mesh.polys.subarray(at + 1, at + 1 + mesh.polys[at])];
      const [a, b, c] = ids.map((id) => mesh.points.subarray(3 * id, 3 * id + 3));
      const up = Math.abs(storeys[ids[0]]), plan = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
      const isLevel = ids.every((id) => Math.abs(storeys[id]) === up && mesh.points[3 * id + 2] === a[2]);
      if (plan < 60 || up % 16 || !isLevel) continue;
      const [x, y] = [0, 1].map((k) => (a[k] + b[k] + c[k]) / 3);
      found.push({ mesh, up, x, y, colour: colours.slice(3 * cell, 3 * cell + 3).join() });
    }
    return found;
  });
  const above = (one) => flats.find((each) => each.colour === one.colour && each.up === one.up + 16);
  const one = flats.find(above), other = above(one);
  const seen = [];
  for (const isPainted of [false, true]) {
    for (const { mesh, x, y } of [one, other]) {
      mesh.isPainted = isPainted;
      twin.setCamera({ x, y, distance: 150, tilt: 0, bearing: 0 });
      await new Promise((done) => setTimeout(done, 1000));
      twin.fit(); twin.drawScene();
      const { openglRenderWindow: window_ } = twin.view, gl = window_.getContext(), pixel = new Uint8Array(4);
      const [width, height] = window_.getSize();
      gl.readPixels(Math.round(width / 2), Math.round(height / 2), 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
      seen.push([...pixel].slice(0, 3));
    }
  }
  return seen;
}"""


def test_flat_roofs_of_one_colour_are_told_apart_unless_values_are_painted_on_them(
    visit: OpenPage, demo_url: str
) -> None:
    shown = visit(demo_url)
    shown.when_ready()
    one, other, *painted = shown.page.evaluate(ROOFS)
    light, dark = max(sum(one), sum(other)), min(sum(one), sum(other))
    assert 1.04 < light / dark < 1.09  # two or three steps of 2.5 %
    assert painted[0] == painted[1]


def test_walls_show_storeys_unless_values_are_painted_on_them(visit: OpenPage, demo_url: str) -> None:
    shown = visit(demo_url)
    shown.when_ready()
    as_drawn, painted = shown.page.evaluate(COLOURS)
    assert as_drawn > painted + 10
