"""Sun and shade in a real Chromium: the shadow of the cube at a winter noon, which goes when it is switched off."""

import io
import re
from collections.abc import Sequence

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from twin.store import Store

from .conftest import OpenPage, Visit

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("patient")]

NOON = "2026-12-21T10:30"
SHADED, SUNLIT = (5.0, 22.0), (5.0, -8.0)  # metres from the corner of the cube: north of it, and south of it
# Whether what is drawn last looks up the picture of shade, as its program has been compiled.
LOOKS_UP = """() => {
  twin.drawScene();
  const gl = twin.view.openglRenderWindow.getContext();
  return gl.getUniformLocation(gl.getParameter(gl.CURRENT_PROGRAM), 'shadePicture') !== null;
}"""
AT = "([x, y]) => window.twin.project(window.corner[0] + x, window.corner[1] + y, 0)"


def brightness(shown: Visit, place: tuple[float, float]) -> float:
    at = shown.page.evaluate(AT, list(place))
    picture = Image.open(io.BytesIO(shown.page.screenshot())).convert("L")
    return float(picture.getpixel((round(at["x"]), round(at["y"]))))


def settles(page: Page) -> None:
    page.wait_for_function(
        "() => { const sun = trame.state.get('sun'); return sun && !sun.is_working && twin.shade.url === sun.url; }"
    )
    page.wait_for_timeout(600)


def test_the_shadow_of_a_cube_is_seen_while_it_is_switched_on(
    visit: OpenPage, tiny_url: str, tiny_store: Store
) -> None:
    shown = visit(tiny_url).when_ready()
    page = shown.page
    (x0, y0), cube = tiny_store.city.frame.origin, tiny_store.city.buildings.geometry["way/1"].bounds
    page.add_init_script(f"window.corner = {[cube[0] - x0, cube[1] - y0]}")
    page.evaluate(f"window.corner = {[cube[0] - x0, cube[1] - y0]}")
    page.evaluate("twin.setCamera({x: corner[0] + 32, y: corner[1] + 5, distance: 220, tilt: 0, bearing: 0})")
    page.evaluate(f"trame.trigger('choose_moment', ['{NOON}'])")
    page.locator('[data-tool="moment"]').click()
    page.wait_for_timeout(600)
    before = brightness(shown, SHADED)
    assert not page.evaluate(LOOKS_UP)  # what is off costs nothing

    # By keyboard: the switch, what it says, the picture.
    switch = page.get_by_label("Show light and shadows as they are at the moment")
    switch.focus()
    page.keyboard.press("Space")
    settles(page)
    expect(switch).to_be_checked()
    expect(page.locator(".sun-said")).to_contain_text("20.8° above the horizon")
    assert page.evaluate(LOOKS_UP)
    assert brightness(shown, SHADED) < 0.75 * brightness(shown, SUNLIT)
    page.wait_for_timeout(400)

    # A link keeps it; the night is dark everywhere.
    page.reload()
    shown.when_ready()
    settles(page)
    assert brightness(shown, SHADED) < 0.75 * brightness(shown, SUNLIT)
    day = brightness(shown, SUNLIT)
    page.evaluate("trame.trigger('choose_moment', ['2026-12-21T22:00'])")
    page.wait_for_function("trame.state.get('sun').rows[0].text.startsWith('Night')")
    settles(page)
    assert brightness(shown, SUNLIT) < 0.6 * day

    page.evaluate(f"trame.trigger('choose_moment', ['{NOON}'])")
    page.locator('[data-tool="moment"]').click()
    switch.press("Space")
    page.wait_for_function("!trame.state.get('sun') && !twin.shade.isOn")
    page.wait_for_timeout(600)
    assert brightness(shown, SHADED) == pytest.approx(before, abs=2)
    assert not page.evaluate(LOOKS_UP)


SWATCH = "getComputedStyle(document.querySelector('.sun-swatch')).backgroundImage"


def luminance(rgb: Sequence[int]) -> float:
    """Return how light a colour of sRGB is, 0 to 1 (IEC 61966-2-1)."""
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (each / 255 for each in rgb)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def colours(shown: Visit) -> list[tuple[int, ...]]:
    """Return the colours of the ground in the sun and in shade."""
    picture = Image.open(io.BytesIO(shown.page.screenshot())).convert("RGB")
    places = [shown.page.evaluate(AT, list(place)) for place in (SUNLIT, SHADED)]
    return [picture.getpixel((round(at["x"]), round(at["y"]))) for at in places]  # type: ignore[misc]


def test_shade_is_as_plain_in_the_dark_theme_as_in_the_light_one_and_its_swatch_has_its_colours(
    visit: OpenPage, tiny_url: str, tiny_store: Store
) -> None:
    shown = visit(tiny_url).when_ready()
    page, (x0, y0) = shown.page, tiny_store.city.frame.origin
    west, south, *_ = tiny_store.city.buildings.geometry["way/1"].bounds
    page.evaluate(f"window.corner = {[west - x0, south - y0]}")
    page.evaluate("twin.setCamera({x: corner[0] + 5, y: corner[1] + 5, distance: 220, tilt: 0, bearing: 0})")
    page.evaluate(f"trame.trigger('choose_moment', ['{NOON}'])")
    page.evaluate("trame.trigger('choose_shade', ['moment'])")
    settles(page)
    ratios = []
    for theme in ("light", "dark"):
        page.evaluate(f"trame.trigger('choose_theme', ['{theme}'])")
        page.wait_for_function(f"document.documentElement.dataset.theme === '{theme}'")
        page.wait_for_timeout(1500)
        lit, shade = colours(shown)
        ratios.append(luminance(lit) / luminance(shade))
    page.locator('[data-tool="moment"]').click()
    told = re.findall(r"rgb\((\d+), (\d+), (\d+)\)", page.evaluate(SWATCH))
    assert ratios[1] >= ratios[0] > 2
    assert luminance(lit) > 0.06
    for colour, swatch in ((lit, told[0]), (shade, told[-1])):
        assert colour == pytest.approx([int(each) for each in swatch], abs=14)


AFTERNOON = "2026-12-21T13:00"  # the sun in the south-west, 13° high
TOWER = [(-10, -15), (2, -15), (2, -4), (-10, -4), (-10, -15)]  # between it and the cube
WALL_AT = "([x, y, z]) => window.twin.project(window.corner[0] + x, window.corner[1] + y, z)"


def wall_brightness(page: Page, *, x: float, y: float, z: float) -> float:
    """Return how light a small piece of wall is on the mean: windows are part of it."""
    at = page.evaluate(WALL_AT, [x, y, z])
    left, top = round(at["x"]) - 6, round(at["y"]) - 6
    picture = Image.open(io.BytesIO(page.screenshot())).convert("L").crop((left, top, left + 12, top + 12))
    return sum(value * count for value, count in enumerate(picture.histogram())) / 144


def test_a_wall_in_the_shade_of_a_tower_is_darker_and_each_side_has_its_own(
    visit: OpenPage, tiny_url: str, tiny_store: Store
) -> None:
    shown = visit(tiny_url).when_ready()
    page, frame = shown.page, tiny_store.city.frame
    west, south, *_ = tiny_store.city.buildings.geometry["way/1"].bounds
    page.evaluate(f"window.corner = {[west - frame.origin[0], south - frame.origin[1]]}")
    page.evaluate("twin.setCamera({x: corner[0] + 5, y: corner[1], distance: 90, tilt: 60, bearing: -40})")
    page.evaluate(f"trame.trigger('choose_moment', ['{AFTERNOON}'])")
    page.evaluate("trame.trigger('choose_shade', ['moment'])")
    settles(page)
    wall = {"x": 6.0, "y": 0.0, "z": 5.0}
    sunlit, turned = wall_brightness(page, **wall), wall_brightness(page, x=10.0, y=5.0, z=5.0)
    assert turned < 0.75 * sunlit  # the wall in the east looks away from the sun

    page.evaluate("trame.trigger('new_scenario', ['Turn'])")
    page.wait_for_function("trame.state.get('desk') && !trame.state.get('desk_busy')")
    corners = [list(map(float, frame.to_lonlat_points(west + x, south + y))) for x, y in TOWER]
    edit = {"kind": "add_building", "target": {"layer": "buildings"}, "after": {"height_m": 30},
            "place": {"type": "Polygon", "coordinates": [corners]}}  # fmt: skip
    before = page.evaluate("trame.state.get('sun').url")
    page.evaluate("edit => trame.trigger('add_edit', [edit])", edit)
    page.wait_for_function("url => trame.state.get('sun').url !== url", arg=before)
    settles(page)
    shown.when_ready()
    assert wall_brightness(page, **wall) < 0.75 * sunlit

    # Beside each other each side has its own: the line stands right of the wall, seen as it was.
    page.evaluate("trame.trigger('compare', ['swipe', 0.9])")
    page.wait_for_function("twin.compare.isOn && trame.state.get('sun')?.of_sides")
    settles(page)
    assert wall_brightness(page, **wall) == pytest.approx(sunlit, rel=0.1)
