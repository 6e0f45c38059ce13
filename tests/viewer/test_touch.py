"""Fingers on the map, sent to the browser as a touch screen sends them."""

import math
from collections.abc import Callable, Iterator, Sequence

import pytest
from playwright.sync_api import Browser

from .conftest import Visit, anew, visited

pytestmark = pytest.mark.browser

Finger = tuple[float, float]
STEPS = 8
MIDDLE = (400.0, 500.0)


@pytest.fixture(scope="module")
def one_visit(chromium: Browser, tiny_url: str) -> Iterator[Visit]:
    with visited(chromium, tiny_url, size=(800, 900), has_touch=True) as one:
        one.when_ready().page.locator(".fold").click()
        yield one


@pytest.fixture
def shown(one_visit: Visit) -> Iterator[Visit]:
    yield anew(one_visit)
    assert not one_visit.errors


def move(shown: Visit, fingers: Callable[[float], Sequence[Finger]]) -> None:
    """Put fingers down where `fingers(0)` says, move them to `fingers(1)`, and lift them."""
    touch = shown.page.context.new_cdp_session(shown.page)

    def send(kind: str, at: Sequence[Finger]) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(at)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", fingers(0))
    for step in range(1, STEPS + 1):
        send("touchMove", fingers(step / STEPS))
    send("touchEnd", [])


def pair(*, spread: float = 150.0, angle_deg: float = 0.0, down: float = 0.0) -> list[Finger]:
    """Return two fingers around the middle of the map, `spread` pixels apart."""
    x, y = math.cos(math.radians(angle_deg)) * spread / 2, math.sin(math.radians(angle_deg)) * spread / 2
    return [(MIDDLE[0] - x, MIDDLE[1] - y + down), (MIDDLE[0] + x, MIDDLE[1] + y + down)]


def ground(shown: Visit, at: Finger) -> list[float]:
    return list(shown.page.evaluate("([x, y]) => twin.camera.ground(x, y)", list(at)))


def test_one_finger_takes_the_ground_with_it(shown: Visit) -> None:
    before, grabbed = shown.camera(), ground(shown, MIDDLE)
    move(shown, lambda share: [(MIDDLE[0] + 90 * share, MIDDLE[1] - 60 * share)])
    after = shown.camera()
    assert ground(shown, (MIDDLE[0] + 90, MIDDLE[1] - 60)) == pytest.approx(grabbed, abs=0.5)
    assert [after[name] for name in ("distance", "bearing", "tilt")] == [
        before[name] for name in ("distance", "bearing", "tilt")
    ]


@pytest.mark.parametrize(("end", "factor"), [(300.0, 0.5), (100.0, 1.5)])
def test_a_pinch_zooms_by_as_much_as_the_fingers_part(shown: Visit, end: float, factor: float) -> None:
    shown.page.evaluate("twin.setCamera({distance: 500})")
    before, between = shown.camera(), ground(shown, MIDDLE)
    move(shown, lambda share: pair(spread=150 + (end - 150) * share))
    after = shown.camera()
    assert after["distance"] == pytest.approx(before["distance"] * factor, rel=0.02)
    assert (after["bearing"], after["tilt"]) == pytest.approx((before["bearing"], before["tilt"]), abs=0.5)
    assert ground(shown, MIDDLE) == pytest.approx(between, abs=3)


@pytest.mark.parametrize("twist", [40.0, -40.0])
def test_a_twist_turns_the_city_with_the_fingers(shown: Visit, twist: float) -> None:
    shown.page.evaluate("twin.setCamera({bearing: 0})")
    before = shown.camera()
    move(shown, lambda share: pair(angle_deg=twist * share))
    after = shown.camera()
    assert after["bearing"] == pytest.approx(-twist, abs=1)
    assert (after["distance"], after["tilt"]) == pytest.approx((before["distance"], before["tilt"]), rel=0.02)


@pytest.mark.parametrize(("down", "sign"), [(100.0, -1), (-60.0, 1)])
def test_two_fingers_up_or_down_tilt(shown: Visit, down: float, sign: int) -> None:
    shown.page.evaluate("twin.setCamera({tilt: 45})")
    before = shown.camera()
    move(shown, lambda share: pair(down=down * share))
    after = shown.camera()
    assert (after["tilt"] - before["tilt"]) * sign > 10
    assert after["bearing"] == before["bearing"]
    assert after["distance"] == pytest.approx(before["distance"])


def test_the_finger_that_stays_goes_on_moving_the_map(shown: Visit) -> None:
    touch = shown.page.context.new_cdp_session(shown.page)

    def send(kind: str, *at: tuple[int, float, float]) -> None:
        points = [{"id": number, "x": x, "y": y} for number, x, y in at]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", (0, 350, 500), (1, 500, 500))
    send("touchEnd", (1, 500, 500))  # lifts the finger that it names
    grabbed, zoomed = ground(shown, (350, 500)), shown.camera()["distance"]
    send("touchMove", (0, 420, 540))
    send("touchEnd")
    assert ground(shown, (420, 540)) == pytest.approx(grabbed, abs=0.5)
    assert shown.camera()["distance"] == zoomed


def test_two_fingers_open_no_card(shown: Visit) -> None:
    move(shown, lambda _: pair(spread=60))
    shown.page.wait_for_timeout(500)
    assert shown.page.evaluate("trame.state.get('card')") is None
