"""Sun and shade on a page, without a browser: switched on, in words, refused, in links, after a scenario."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image
from starlette.testclient import TestClient

from viewer.view_state import ViewState

from .planner import Planner, planner
from .test_moment import HERE, until

NOON, NIGHT = "2026-12-21T10:30", "2026-12-21T22:00"


@pytest.fixture
def ana(client: TestClient) -> Iterator[Planner]:
    with planner(client, **{"accept-language": "en"}) as ana:
        yield ana


def sun(ana: Planner) -> dict[str, object]:
    return until(ana, lambda state: state["sun"] and not state["sun"]["is_working"])["sun"]


def rows(ana: Planner) -> dict[str, str]:
    return {row["title"]: row["text"] for row in sun(ana)["rows"]}


def test_sun_and_shade_are_off_until_they_are_switched_on(ana: Planner, client: TestClient) -> None:
    assert ana.state["sun"] is None
    ana.act("choose_moment", NOON)
    ana.act("show_shade", True)
    assert rows(ana)["Sun"].startswith("20.8° above the horizon, at 179°")
    assert rows(ana)["Sunrise and sunset"] == "06:12 – 14:53 (8 h 40 min)"  # the tiny town says no time zone: UTC
    assert rows(ana)["Streets"].startswith("in shade: ")
    assert rows(ana)["School grounds"].startswith("not known")
    answer = client.get(sun(ana)["url"])
    assert (answer.headers["content-type"], "immutable" in answer.headers["cache-control"]) == ("image/png", True)
    assert Image.open(io.BytesIO(answer.content)).size[0] > 1000
    ana.act("show_shade", False)
    assert ana.state["sun"] is None


def test_night_is_said_and_has_no_picture(ana: Planner) -> None:
    ana.act("choose_moment", NIGHT)
    ana.act("show_shade", True)
    assert sun(ana)["url"] == ""
    assert sun(ana)["towards"][2] < 0
    assert rows(ana)["Sun"].startswith("Night: ")
    assert rows(ana)["In shade"] == "All of the city is without direct sun."
    ana.act("choose_language", "ro")
    assert rows(ana)["Soarele"].startswith("Noapte: ")


def test_another_moment_has_another_shade_and_the_list_of_followers_says_so(ana: Planner) -> None:
    def follows() -> bool:
        return next(each["does"] for each in ana.state["moment"]["followers"] if each["title"] == "Sun and shade")

    ana.act("choose_moment", NOON)
    assert not follows()
    ana.act("show_shade", True)
    assert follows()
    before = sun(ana)["url"]
    ana.act("choose_moment", "2026-12-21T13:00")
    until(ana, lambda state: state["sun"]["url"] != before)


def test_a_scenario_changes_the_shade(ana: Planner) -> None:
    ana.act("choose_moment", NOON)
    ana.act("show_shade", True)
    before = sun(ana)["url"]
    ana.act("new_scenario", "Fără cub")
    ana.act("add_edit", {"kind": "demolish_building", "target": {"layer": "buildings", "ids": ["way/1"]}, "after": {}})
    until(ana, lambda state: state["sun"]["url"] != before)
    ana.act("look_at", "before")
    until(ana, lambda state: state["sun"]["url"] == before)
    ana.act("look_at", "after")
    ana.act("compare", "swipe", 0.5)
    state = until(ana, lambda state: not state["sun"]["is_working"])
    assert state["sun"]["of_sides"] == "Both sides show the shade of the right one."


@pytest.mark.parametrize("forged", [None, 1, "yes", [], {}])
def test_a_forged_switch_is_refused(ana: Planner, forged: object) -> None:
    ana.act("show_shade", forged)
    assert ana.state["sun"] is None
    assert ana.state["notice"]["text"]


def test_a_link_carries_the_shade_and_one_without_switches_it_off(ana: Planner) -> None:
    ana.act("show_view", ViewState(HERE, time=NOON, shade="moment").to_link())
    assert sun(ana)["url"]
    ana.act("show_view", ViewState(HERE, time=NOON).to_link())
    assert ana.state["sun"] is None
