"""How far one gets by public transport, in a town whose trams run from six: it follows the page's moment."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.twin.edited_town import lonlat
from tests.twin.transit_town import STOPS, transit_town
from twin.store import Store, open_store, write_store
from viewer.server import create_app

from .planner import Planner, planner
from .test_moment import until

NIGHT, MORNING, SUNDAY = "2026-01-05T04:00", "2026-01-05T07:58", "2026-01-04T08:00"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("trams")
    write_store(transit_town(folder), folder / "city")
    return open_store(folder / "city")


@pytest.fixture
def ana(store: Store) -> Iterator[Planner]:
    with (
        TestClient(create_app(store), base_url="http://localhost") as client,
        planner(client, **{"accept-language": "en"}) as ana,
    ):
        yield ana


def km2(ana: Planner) -> float:
    """Return the area that the answer tells of, in km²."""
    rows = dict(map(tuple, ana.state["answer"]["tables"][0]["rows"]))
    return float(rows["Area in km²"])


def test_how_far_follows_the_moment_by_the_timetable(ana: Planner, store: Store) -> None:
    frame = store.city.frame
    x, y = frame.from_lonlat_points(*lonlat(*STOPS["a"]))
    ana.act("choose_moment", MORNING)
    ana.act("ask_isochrone", [float(x) - frame.origin[0], float(y) - frame.origin[1]], "transit", [20])
    by_tram = until(ana, lambda state: not state["ask_working"])["answer"]
    assert "Leaving on 5 Jan 2026, 07:58, by the timetable." in by_tram["lines"]
    morning = km2(ana)
    ana.act("choose_moment", NIGHT)
    at_night = until(ana, lambda state: not state["ask_working"])["answer"]
    assert "Leaving on 5 Jan 2026, 04:00, by the timetable." in at_night["lines"]
    assert morning > 1.3 * km2(ana)
    ana.act("choose_moment", SUNDAY)  # the feed begins on Monday
    assert "timetable" in until(ana, lambda state: not state["ask_working"])["ask_error"]
    ana.act("choose_moment", "")
    now = until(ana, lambda state: not state["ask_working"] and state["answer"])["answer"]
    assert not [line for line in now["lines"] if line.startswith("Leaving")]


def test_the_panel_says_so(ana: Planner) -> None:
    ways = ana.act("choose_moment", MORNING)["moment"]["followers"][1]
    assert ways == {
        "title": "Ways by public transport", "does": True,
        "text": "“Which way” and “How far” leave at this moment, by the timetable.",
    }  # fmt: skip
    rest = next(each for each in ana.state["moment"]["followers"] if each["title"] == "Everything else")
    assert rest["text"].startswith("Does not follow: who is served by public transport")


def test_lines_that_pass_a_place_are_told_to_the_form_of_a_stop(ana: Planner, store: Store) -> None:
    frame = store.city.frame

    def lines_at(east_m: float, north_m: float) -> list[str]:
        x, y = (float(v) for v in frame.from_lonlat_points(*lonlat(east_m, north_m)))
        return ana.act("list_lines", x - frame.origin[0], y - frame.origin[1])["lines_there"]["lines"]

    assert lines_at(*STOPS["b"]) == ["2", "3"]
    assert lines_at(4, 150) == ["3"]  # to the north; 2 passes 150 m away
    assert lines_at(60, 330) == ["2", "3"]  # neither passes, both could turn off to it
    assert lines_at(-190, -700) == []
    told = ana.state["notice"]["number"]
    assert ana.act("list_lines", "x", 5)["notice"]["number"] == told + 1
