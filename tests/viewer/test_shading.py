"""Sun and shade on a page, without a browser: switched on, in words, refused, in links, after a scenario."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image
from starlette.testclient import TestClient

from viewer.state import Feature
from viewer.view_state import ViewState

from .planner import Planner, planner
from .test_moment import HERE, until

NOON, NIGHT = "2026-12-21T10:30", "2026-12-21T22:00"
STREET = "way/4"


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
    assert state["sun"]["of_sides"] == "Each side is drawn with its own sun; these numbers are of the right one."
    after, left = (side["url"] for side in state["sun"]["sides"])
    assert (after, left) == (state["sun"]["url"], before)


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


def paints(ana: Planner, mode: str) -> dict[str, object]:
    ana.act("choose_shade", mode)
    return until(ana, lambda state: state["sun"] and not state["sun"]["is_working"] and state["sun"]["wanted"] == mode)[
        "sun"
    ]


def without_the_cube(ana: Planner) -> None:
    ana.act("new_scenario", "Fără cub")
    ana.act("add_edit", {"kind": "demolish_building", "target": {"layer": "buildings", "ids": ["way/1"]}, "after": {}})


def test_hours_of_sun_are_painted_with_a_legend_and_told_in_words(ana: Planner, client: TestClient) -> None:
    ana.act("choose_moment", NOON)
    made = paints(ana, "hours")
    assert made["towards"] is None  # its light is no sun
    assert client.get(made["url"]).headers["content-type"] == "image/png"
    assert made["legend"]["title"] == "Hours of sun, 21 December 2026"
    assert made["legend"]["unit"] == "hours of sun on a day without clouds"
    assert made["legend"]["direction"].startswith("more is better")
    assert [each["text"] for each in made["legend"]["classes"]][:2] == ["< 1.5", "1.5 – 3"]
    assert rows(ana)["Streets"].endswith(" h")
    assert any("half hour" in note for note in made["notes"])
    ana.act("choose_language", "ro")
    assert ana.state["sun"]["legend"]["title"] == "Ore de soare, 21 decembrie 2026"


def test_the_big_screen_has_the_legend_of_hours_in_both_languages(client: TestClient) -> None:
    with planner(client, query="?display=1") as screen:
        screen.act("choose_moment", NOON)
        legend = paints(screen, "hours")["legend"]
    assert (legend["title"], legend["other"]["title"]) == (
        "Ore de soare, 21 decembrie 2026", "Hours of sun, 21 December 2026",
    )  # fmt: skip
    assert (legend["classes"][0]["text"], legend["other"]["classes"][0]["text"]) == ("< 1,5", "< 1.5")


def test_the_hour_changes_nothing_of_hours_and_another_day_does(ana: Planner) -> None:
    ana.act("choose_moment", NOON)
    before = paints(ana, "hours")["url"]
    ana.act("choose_moment", "2026-12-21T13:00")
    assert (sun(ana)["url"], ana.state["sun"]["is_working"]) == (before, False)
    ana.act("choose_moment", "2026-06-21T13:00")
    assert until(ana, lambda state: state["sun"]["url"] != before)["sun"]["legend"]["title"].endswith("21 June 2026")


def test_what_a_scenario_adds_or_takes_is_offered_with_one_alone(ana: Planner) -> None:
    def offered() -> list[str]:
        return [each["value"] for each in ana.state["sun"]["modes"]]

    ana.act("choose_moment", NOON)
    paints(ana, "hours")
    assert offered() == ["moment", "hours"]
    without_the_cube(ana)
    made = paints(ana, "change")
    assert offered() == ["moment", "hours", "change"]
    assert made["legend"]["classes"][3]["text"] == "about the same"
    assert made["legend"]["direction"].startswith("blue: more sun")
    assert rows(ana)["Ground"].endswith("gain, 0 m² lose")
    ana.act("look_at", "before")
    state = until(ana, lambda state: not state["sun"]["is_working"])
    assert (state["sun"]["mode"], state["sun"]["wanted"]) == ("hours", "change")
    ana.act("look_at", "after")
    assert until(ana, lambda state: not state["sun"]["is_working"])["sun"]["mode"] == "change"


def test_two_sides_compared_say_what_the_right_one_has_more(ana: Planner) -> None:
    ana.act("choose_moment", NOON)
    without_the_cube(ana)
    ana.act("compare", "swipe", 0.5)
    assert (
        paints(ana, "hours")["of_sides"] == "Each side is drawn with its own sun; these numbers are of the right one."
    )
    made = paints(ana, "change")
    assert (made["of_sides"], made["modes"][2]["title"]) == ("", "Hours more or fewer than on the left")


@pytest.mark.parametrize("forged", [None, 1, "year", [], {}])
def test_a_forged_way_of_showing_the_sun_is_refused(ana: Planner, forged: object) -> None:
    ana.act("choose_shade", forged)
    assert ana.state["sun"] is None
    assert ana.state["notice"]["text"]


def test_links_keep_hours_and_the_followers_say_what_they_follow(ana: Planner) -> None:
    ana.act("show_view", ViewState(HERE, time=NOON, shade="hours").to_link())
    assert sun(ana)["mode"] == "hours"
    said = next(each["text"] for each in ana.state["moment"]["followers"] if each["title"] == "Sun and shade")
    assert said == "The hours of sun are those of this day, whatever the hour."


def test_hours_and_other_colours_take_turns(ana: Planner) -> None:
    ana.act("paint", "height_m")
    ana.act("choose_moment", NOON)
    paints(ana, "hours")
    assert ana.state["paint"] is None
    ana.act("paint", "height_m")
    assert ana.state["sun"] is None
    assert ana.state["paint"]["subject"] == "height_m"


def test_a_card_says_the_hours_of_what_is_selected_and_those_without_the_scenario(ana: Planner) -> None:
    def card() -> dict[str, str]:
        state = until(ana, lambda state: state["sun_card"] and not state["sun_card"]["is_working"])
        return {row["title"]: row["text"] for row in state["sun_card"]["rows"]}

    ana.act("choose_moment", NOON)
    ana.act("show_view", ViewState(HERE, time=NOON, selection=Feature("buildings", "way/1")).to_link())
    assert ana.state["sun_card"] is None
    paints(ana, "hours")
    assert card()["Hours of sun on its roof, 21 Dec"] == "6.4 h"  # its neighbour of 12 m stands to the east
    assert "Hours of sun on its façades, 21 Dec" in card()
    without_the_cube(ana)
    assert until(ana, lambda state: not state["sun"]["is_working"])["card"] is None
    ana.act("show_view", ViewState(HERE, time=NOON, shade="hours", selection=Feature("streets", STREET)).to_link())
    assert "without the scenario" in card()["Hours of sun here, 21 Dec"]
    ana.act("show_shade", False)
    assert ana.state["sun_card"] is None


def test_bare_ground_says_its_hours_where_it_is_clicked(ana: Planner) -> None:
    ana.act("sun_here", [0, 0, 0])
    assert not ana.state["notice"]["text"]  # while no hours are painted there is nothing to say
    ana.act("choose_moment", NOON)
    paints(ana, "hours")
    ana.act("sun_here", [0, 0, 0])
    assert ana.state["notice"]["text"].startswith("Hours of sun here, 21 Dec: ")
    ana.act("sun_here", "here")
    assert not ana.state["notice"]["text"].startswith("Hours of sun")


def test_the_days_on_which_seasons_begin_are_offered(ana: Planner) -> None:
    ana.act("choose_moment", NOON)
    assert [each["text"] for each in ana.state["moment"]["turning"]] == ["20 Mar", "21 Jun", "23 Sep", "21 Dec"]
    assert ana.state["moment"]["turning"][3] == {"date": "2026-12-21", "text": "21 Dec", "title": "December solstice"}
