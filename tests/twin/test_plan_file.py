"""Plans name what they want; a city turns that into edits, and says what it does not have."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from tests.tiny import Town
from tests.twin.edited_town import lonlat
from tests.twin.measured_town import town, with_objects
from tests.twin.tiny_graph import ORIGIN
from twin.build import Inputs, city_from_files
from twin.city import City
from twin.cli import WRONG_USE, make_app, run
from twin.edited_tables import in_city
from twin.plan_fields import PlanError
from twin.plan_file import bundled_plans, plan_from_toml
from twin.plan_scenario import DrawnPlan, draw_plan, plan_scenario
from twin.scenario_store import ScenarioStore
from twin.store import write_store

NAMED = '[name]\nen = "Plan"\nro = "Plan"\n'


@pytest.fixture(scope="module")
def city(town: City) -> City:
    return town


def drawn(city: City, *steps: str, language: str = "en") -> DrawnPlan:
    text = NAMED + "".join(f"\n[[steps]]\n{step}\n" for step in steps)
    return draw_plan(city, plan_from_toml(text, file="plan.toml"), language=language)


def refused(city: City, *steps: str, language: str = "en") -> str:
    with pytest.raises(PlanError) as error:
        drawn(city, *steps)
    return error.value.text(language)


def test_a_street_is_closed_by_its_name(city: City) -> None:
    step = 'kind = "close_street"\nfind = { name = "Strada Mică" }\nset = { modes = ["car"] }'
    [edit] = drawn(city, step).scenario.edits
    assert (edit.ids, edit.note) == (("way/6",), "")
    assert edit.describe("en") == "Close Strada Mică to cars"


def test_the_note_is_in_the_language_of_the_one_who_draws(city: City) -> None:
    step = 'kind = "close_street"\nfind = { name = "Strada Mică" }\nnote = { en = "works", ro = "lucrări" }'
    assert drawn(city, step, language="ro").scenario.edits[0].note == "lucrări"


def test_streets_are_found_near_a_place_and_by_class(city: City) -> None:
    lon, lat = lonlat(190, 5)
    step = f'kind = "close_street"\nfind = {{ class = ["secondary"], near = [{lon}, {lat}], radius_m = 10 }}'
    assert drawn(city, step).scenario.edits[0].ids == ("way/5",)


def test_a_step_sees_the_city_as_the_steps_before_left_it(city: City) -> None:
    close = 'kind = "close_street"\nfind = { name = "Strada Mică" }'
    assert refused(city, close, close).startswith("plan.toml, step 2: Strada Mică (way/6) is closed")


def test_a_bike_lane_lies_at_each_kerb(city: City) -> None:
    """way/5 goes both ways; way/6, 6.5 m and one way, has one lane on its right."""
    both, one = (
        f'kind = "bike_lane"\nfind = {{ name = "{name}" }}\nset = {{ side = "kerb", width_m = 1.5 }}'
        for name in ("Bulevardul", "Strada Mică")
    )
    made = drawn(city, both, one).scenario.applied.bike_lanes
    assert sorted(zip(made["street_id"], made["side"], strict=True)) == [
        ("way/5", "left"), ("way/5", "right"), ("way/6", "right"),
    ]  # fmt: skip


def test_one_step_parts_one_way_from_two_way_pieces(city: City) -> None:
    step = 'kind = "bike_lane"\nfind = { class = ["secondary", "residential"] }\nset = { side = "kerb" }'
    assert {edit.ids: edit.side for edit in drawn(city, step).scenario.edits} == {  # type: ignore[attr-defined]
        ("way/5",): "both",
        ("way/6",): "right",
    }


def test_what_does_not_allow_the_edit_is_left_out_and_told(city: City) -> None:
    found = 'find = { class = ["secondary", "footway"] }'
    step = f'kind = "bike_lane"\n{found}\nset = {{ side = "both" }}'
    assert "Aleea (way/7) is not a street for cars" in refused(city, step)
    made = drawn(city, f"{step}\nleave_out = true")
    [edit], [left] = made.scenario.edits, made.steps[0].left_out
    assert (edit.ids, left.ids) == (("way/5",), ("way/7",))
    assert left.length_m == pytest.approx(np.hypot(200, 200), abs=0.5)
    assert edit.note == "Left out: 1, 0.28 km: Aleea (way/7) is not a street for cars (way/7)."


def test_a_step_of_which_all_is_left_out_is_refused(city: City) -> None:
    step = 'kind = "bike_lane"\nfind = { name = "Aleea" }\nleave_out = true'
    assert "would be left out: Aleea (way/7) is not a street for cars" in refused(city, step)


def test_a_street_beside_a_track_is_left_out(tmp_path: Path) -> None:
    made = Town()
    made.way([(0, 0), (100, 0)], highway="secondary", lanes="4", name="Bulevardul")  # way/1
    made.way([(100, 0), (200, 0)], highway="secondary", lanes="4", name="Bulevardul")  # way/2
    made.way([(0, 12), (60, 12)], highway="cycleway")  # way/3: beside 60 m of way/1
    made.block(0, 50, 10, building="house")
    city = city_from_files(Inputs(osm=made.write(tmp_path / "town.osm")))
    beside = 'leave_out_along = { layer = "bike_lanes", class = ["track"], within_m = 15 }'
    result = drawn(city, f'kind = "bike_lane"\nfind = {{ name = "Bulevardul" }}\n{beside}')
    assert result.scenario.edits[0].ids == ("way/2",)
    assert "along the layer “Bike lanes”, which is there already (way/1)" in result.scenario.edits[0].note


def test_a_tower_stands_in_the_middle_of_its_plot(city: City) -> None:
    """way/3 is a square of 50 m from 100 to 150 east and 50 to 100 north."""
    lon, lat = lonlat(110, 60)
    step = (
        f'kind = "add_building"\nfind = {{ layer = "vacant_land", at = [{lon}, {lat}] }}\nsquare = {{ side_m = 20 }}\n'
        'set = { height_m = 40, use = "apartments" }'
    )
    [edit] = drawn(city, step).scenario.edits
    assert edit.place is not None
    middle = in_city(edit.place, city.frame)
    assert middle.area == pytest.approx(400, rel=1e-3)
    assert middle.centroid.distance(city.vacant_land.geometry.loc["way/3"].centroid) < 1.5


def test_a_square_larger_than_its_plot_is_refused(city: City) -> None:
    step = 'kind = "add_building"\nfind = { layer = "vacant_land" }\nsquare = { side_m = 60 }\nset = { height_m = 9 }'
    assert "No square of 60 m fits into way/3" in refused(city, step)


def test_a_place_is_drawn_as_it_is_written(city: City) -> None:
    corners = [list(lonlat(*each)) for each in ((-250, -50), (250, -50), (250, 250), (-250, 250))]
    [edit] = drawn(city, f'kind = "low_traffic_zone"\narea = {corners}').scenario.edits
    assert list(edit.before) == ["way/6"]


def vacant_town() -> City:
    """Two quarters of 100 residents: the first has 10,000 m² of green, the second 1,000 and two vacant plots."""
    areas = [shapely.box(0, -200, 900, 200), shapely.box(900, -200, 2000, 200)]
    city = town([(100, 5, 100), (1500, 5, 100)], neighbourhoods=areas)
    parks = [shapely.box(200, 20, 300, 120), shapely.box(1000, 20, 1010, 120)]
    city = with_objects(city, "green_space", parks, **{"class": ["park", "park"], "access": [None, None]})
    plots = [shapely.box(400, 20, 500, 120), shapely.box(1200, 20, 1240, 60), shapely.box(1300, 20, 1380, 60)]
    return with_objects(city, "vacant_land", plots, **{"class": ["brownfield"] * 3})


def test_the_largest_plot_of_the_quarter_poorest_in_green_is_chosen() -> None:
    poorest = 'poorest_in = "green_m2_per_resident", least_residents = 50, largest = true'
    made = drawn(vacant_town(), f'kind = "vacant_land_to_park"\nfind = {{ {poorest} }}')
    assert made.scenario.edits[0].ids == ("vacant_land/2",)
    assert "(10 m²), of 2 with at least 50 residents" in made.steps[0].said
    assert made.steps[0].said.endswith("The largest there: vacant_land/2, 0.3 ha.")


def test_no_quarter_is_chosen_that_is_too_small_or_not_known() -> None:
    find = 'kind = "vacant_land_to_park"\nfind = {{ {} }}'
    too_many = 'poorest_in = "green_m2_per_resident", least_residents = 500'
    assert "at least 500 residents" in refused(vacant_town(), find.format(too_many))
    assert "There is no neighbourhood “Cetate”" in refused(vacant_town(), find.format('neighbourhood = "Cetate"'))
    assert "no indicator “luck”" in refused(vacant_town(), find.format('poorest_in = "luck"'))
    assert "They have 1,600 to 10,000 m²" in refused(vacant_town(), find.format("least_m2 = 20000"))


def charged_town() -> City:
    city = with_objects(town([(100, 5, 30), (1900, 5, 20)]), "charging_stations", [])
    return with_objects(with_objects(city, "green_space", []), "parking", [])


def test_stations_stand_where_they_serve_most() -> None:
    made = drawn(charged_town(), 'kind = "add_charging_stations"\nsite = { count = 1 }\nset = { capacity = 4 }')
    stations = made.scenario.applied.charging_stations
    assert stations["capacity"].tolist() == [4]
    assert abs(stations.geometry.iloc[0].x - ORIGIN[0] - 100) < 400
    assert "They bring about 30 more residents within 5 minutes (0 % before, 60 % after)" in made.steps[0].said


def test_fewer_stations_than_asked_for_are_told() -> None:
    made = drawn(charged_town(), 'kind = "add_charging_stations"\nsite = { count = 9 }')
    assert "Sites proposed: 2 of" in made.steps[0].said
    assert "9 were asked for" in made.steps[0].said


@pytest.mark.parametrize(
    ("find", "reason"),
    [
        (
            'name = "Strada Mic"',
            "Nothing in the layer “Streets and paths” is called “Strada Mic”. Similar names: Strada Mică.",
        ),
        ('name = "Podul Xyz"', "nor in a similar way. Names in it: 3."),
        ('layer = "castles"', "There is no layer “castles”"),
        ('layer = "parking"', "This city has nothing in the layer “Parking”."),
        ('name = "Aleea", class = ["primary"]', "nothing is of the class primary. There is: footway."),
        ("bridge = true", "none is a bridge"),
        ("near = [21.2257, 45.7], radius_m = 50", "the nearest is"),
        ('layer = "vacant_land", at = [21.2257, 45.7]', "No object of the layer “Vacant land” lies at 21.2257, 45.7"),
    ],
)
def test_what_is_not_there_is_told_with_what_there_is(city: City, find: str, reason: str) -> None:
    kind = "remove_object" if "layer" in find else "close_street"
    told = refused(city, f'kind = "{kind}"\nfind = {{ {find} }}')
    assert told.startswith("plan.toml, step 1: ")
    assert reason in told


def test_reasons_are_told_in_romanian(city: City) -> None:
    step = 'kind = "close_street"\nfind = { name = "Strada Mic" }'
    told = refused(city, step, language="ro")
    where, _, reason = told.partition(": ")
    assert where == "plan.toml, pasul 1"
    assert reason == "Nimic din stratul „Străzi și alei” nu se numește „Strada Mic”. Nume asemănătoare: Strada Mică."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("steps = ", "plan.toml: not valid TOML"),
        ("[[steps]]\nkind = 'close_street'", "plan.toml: name is missing"),
        ("name = { en = 'a' }\nsteps = [{}]", "name.ro is missing"),
        (NAMED + "[[steps]]\nkind = 'fly'", "plan.toml, step 1: There is no edit of the kind “fly”"),
        (NAMED + "[[steps]]\nkind = 'close_street'", "find is missing"),
        (NAMED + "[[steps]]\nkind = 'add_park'\nfind = { name = 'x' }", "leave out “find”"),
        (NAMED + "[[steps]]\nkind = 'close_street'\nids = ['way/1']", "ids is nothing that a plan says"),
        (NAMED + "[[steps]]\nkind = 'close_street'\nfind = { way = 'x' }", "find.way is nothing that a plan says"),
        (NAMED + "[[steps]]\nkind = 'close_street'\nfind = { name = 7 }", "find.name: it cannot be “7”. Allowed: text"),
        (NAMED + "[[steps]]\nkind = 'close_street'\nfind = { near = [21.2, 45.7] }", "find.near / find.radius_m"),
        (NAMED + "[[steps]]\nkind = 'add_park'\npoint = [1, 2]\narea = [[1, 2]]", "this one states point, area"),
        (NAMED + "[[steps]]\nkind = 'modal_filter'\npoint = [1, 2, 3]", "point is no point"),
    ],
)  # fmt: skip
def test_a_plan_that_is_wrong_is_refused_with_file_and_step(text: str, reason: str) -> None:
    with pytest.raises(PlanError) as error:
        plan_from_toml(text, file="plan.toml")
    assert reason in str(error.value)


@pytest.fixture
def folder(city: City, tmp_path: Path) -> Path:
    return write_store(city, tmp_path / "city").folder


def test_a_plan_is_drawn_and_kept_in_the_store(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "închis.toml"
    plan.write_text(NAMED + '[[steps]]\nkind = "close_street"\nfind = { name = "Strada Mică" }', encoding="utf-8")
    tokens = ["scenario", "draw", str(folder), "--plan", str(plan), "--name", "Al meu", "--author", "Ana"]
    assert run(make_app("en"), [*tokens, "--json"], "en") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["name"], said["plan"], said["steps"][0]["left_out"]) == ("Al meu", "închis", [])
    assert said["edits"][0]["target"]["ids"] == ["way/6"]
    kept = ScenarioStore.open(folder).scenario("Al meu")
    assert [(edit.ids, edit.author) for edit in kept.edits] == [(("way/6",), "Ana")]
    assert run(make_app("ro"), [*tokens[:5], "--name", "Altul"], "ro") == 0
    assert "1. Închidere pentru toți: Strada Mică" in capsys.readouterr().out


def test_a_plan_that_cannot_be_drawn_leaves_the_store_as_it_was(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for plan in ("4-bridge-closed", "nowhere.toml"):
        assert run(make_app("en"), ["scenario", "draw", str(folder), "--plan", plan], "en") == WRONG_USE
    told = capsys.readouterr().err
    assert (
        "4-bridge-closed.toml, step 1: Nothing in the layer “Streets and paths” is called “Podul Mihai Viteazul”"
        in told
    )
    assert "nowhere.toml: there is no such file, and no plan of that name. Plans: 1-hundred-chargers" in told
    assert ScenarioStore.open(folder).entries() == []


def test_the_plans_are_listed_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(make_app("en"), ["scenario", "plans", "--json"], "en") == 0
    assert len(json.loads(capsys.readouterr().out)["plans"]) == 6
    for language in ("en", "ro"):
        assert run(make_app(language), ["scenario", "plans"], language) == 0
        told = " ".join(capsys.readouterr().out.split())
        assert all(plan.name[language].split()[0] in told for plan in bundled_plans())


def test_a_plan_from_python_is_a_scenario(city: City, tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text(NAMED + '[[steps]]\nkind = "close_street"\nfind = { name = "Strada Mică" }', encoding="utf-8")
    made = plan_scenario(city, plan)
    assert pd.Series(made.applied.streets["motorcar"]).loc["way/6"] == "no"
    assert made.undo().applied.streets.equals(city.streets)
