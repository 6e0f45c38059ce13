"""Comparisons of tiny towns, with numbers computed by hand: a second for each metre, an hour for 3.6 km."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.errors import UsageError
from tests.twin.edited_town import block, lonlat
from tests.twin.measured_town import LINKS, NODES, street, town, with_objects
from tests.twin.tiny_graph import ORIGIN, graph_of
from twin.city import City
from twin.comparison import Comparison, compare
from twin.differences import difference_number, difference_text, shown_decimals, value_text
from twin.edited_tables import with_table
from twin.indicators import Direction, Indicator, indicators, measure
from twin.measurement import OUTSIDE, Measurement
from twin.memo_numbers import indicator_section
from twin.memo_words import in_short
from twin.mobility import MobilityGraph
from twin.people_words import people_sentence
from twin.store import write_store
from twin.verdicts import Verdict, most_people_first, verdict_of

WALK, CHARGING = "minutes_to_centre_walk", "residents_near_charging"
# Homes (x, y, residents) 100 m, 900 m and 1900 m along the street; two neighbourhoods, the last home outside both.
HOMES = [(100.0, 5.0, 10.0), (900.0, 5.0, 20.0), (1900.0, 5.0, 30.0)]
AREAS = [shapely.box(-50, -50, 500, 50), shapely.box(500, -50, 1500, 50)]
UNSURE_OF = Indicator("luck", "Luck", "", "%", "more", "", (), (), lambda _: Measurement(0.0))


def by_a_way_round() -> MobilityGraph:
    """Return the street with its second 500 m walked in 800 s: the bridge there is closed."""
    slow = {"walk_s": 800.0, "bike_s": 800.0, "car_s": 800.0}
    return graph_of(NODES, [LINKS[0], (1, 2, slow), *LINKS[2:]], origin=ORIGIN)


def cut_off_at_its_end() -> MobilityGraph:
    """Return the street with its last 500 m closed: the last home no longer gets to the centre."""
    shut = {"walk_s": None, "bike_s": None, "car_s": None}
    return graph_of(NODES, [*LINKS[:3], (3, 4, shut)], origin=ORIGIN)


def place(*, graph: MobilityGraph | None = None, areas: list[shapely.Polygon] = AREAS) -> City:
    return town(HOMES, neighbourhoods=areas, graph=graph or street())


def stations(city: City, *at: float) -> City:
    points = [shapely.Point(x, 0) for x in at]
    return with_objects(city, "charging_stations", points, car=[None] * len(at), capacity=[2] * len(at))


def closed(*, id: str = WALK) -> Comparison:
    return compare(place(), place(graph=by_a_way_round()), ids=[id])


@pytest.fixture(scope="module")
def crossroads(town: City) -> City:
    return town


def verdict_between(
    before: float, after: float, *, direction: Direction = "more", decimals: int = 1,
    had: tuple[float, float] | None = None, has: tuple[float, float] | None = None,
) -> Verdict:  # fmt: skip
    indicator = replace(UNSURE_OF, direction=direction, decimals=decimals)
    return verdict_of(indicator, Measurement(before, interval=had), Measurement(after, interval=has))


def test_a_way_made_longer_is_worse() -> None:
    row = closed().table().loc[WALK]
    # (10·100 + 20·900 + 30·1900) / 60 s before; the second home walks 400 m of the 500, the third all of it
    assert row["before"] == pytest.approx(76000 / 60 / 60)
    assert row["difference"] == pytest.approx((20 * 240 + 30 * 300) / 60 / 60)
    assert row["relative"] == pytest.approx(13800 / 76000)
    assert (row["verdict"], row["direction"], row["unit"]) == ("worse", "less", "min")


def test_a_way_made_shorter_is_better() -> None:
    assert compare(place(graph=by_a_way_round()), place(), ids=[WALK]).verdict(WALK) == "better"


def test_another_charger_is_better() -> None:
    made = compare(stations(place(), 0), stations(place(), 0, 1900), ids=["charging_stations", CHARGING])
    table = made.table()
    assert table["verdict"].tolist() == ["better", "better"]
    assert table.loc["charging_stations", ["before", "after", "difference"]].tolist() == [1.0, 2.0, 1.0]
    assert table.loc["charging_stations", ["progress_before", "progress_after"]].tolist() == [-0.19, -0.18]
    assert table.loc[CHARGING, "difference"] == pytest.approx(50.0)  # 30 of 60 residents


def test_a_tower_makes_floor_area_different_and_no_better(crossroads: City) -> None:
    plan = crossroads.scenario("Turnul").add_building(block(-100, -100, 20), storeys=10, use="commercial")
    made = plan.compare(ids=["floor_area_ha"])
    assert made.verdict("floor_area_ha") == "same"  # 0.4 ha does not show in whole hectares
    taller = plan.add_building(block(-150, -150, 40), storeys=10, use="commercial").compare(ids=["floor_area_ha"])
    assert taller.verdict("floor_area_ha") == "different"
    assert taller.table().loc["floor_area_ha", "difference"] == pytest.approx(0.4 + 1.6, abs=0.01)


def test_a_city_beside_itself_is_the_same_and_nobody_gains(tiny_city: City) -> None:
    made = compare(tiny_city, tiny_city)
    table = made.table()
    assert set(table["verdict"]) == {"same", "not known"}
    assert (table["difference"].dropna() == 0).all()
    assert made.totals[["gain", "lose", "new", "gone"]].fillna(0).to_numpy().sum() == 0
    assert made.objects().empty


@pytest.mark.parametrize(
    ("step", "verdict"), [(0.0, "same"), (0.04, "same"), (0.06, "better"), (-0.04, "same"), (-0.06, "worse")]
)
def test_a_step_that_is_not_shown_is_the_same(step: float, verdict: Verdict) -> None:
    assert verdict_between(10.0, 10.0 + step) == verdict


def test_intervals_that_overlap_and_move_together_do_not_hide_a_step() -> None:
    assert verdict_between(70, 71, had=(60, 75), has=(61, 76)) == "better"


def test_an_end_that_moves_the_other_way_makes_a_step_unsure() -> None:
    assert verdict_between(70, 71, had=(60, 75), has=(58, 76)) == "unsure"
    assert verdict_between(70, 69, had=(60, 75), has=(59, 77)) == "unsure"
    assert verdict_between(70, 71, direction="neither", had=(60, 75), has=(59, 76)) == "unsure"


def test_an_end_that_stays_or_moves_less_than_is_shown_leaves_a_step_sure() -> None:
    assert verdict_between(70, 71, had=(60, 75), has=(60, 76)) == "better"
    assert verdict_between(70, 71, had=(60, 75), has=(59.99, 76)) == "better"


def test_what_one_city_does_not_know_has_no_verdict() -> None:
    made = compare(place(), stations(place(), 0), ids=["charging_stations", CHARGING])
    table = made.table()
    assert set(table["verdict"]) == {"not known"}
    assert table["difference"].isna().all()
    assert table.loc[CHARGING, "unknown"].startswith("not known, because this city has nothing in the layer")
    assert made.totals.empty
    with pytest.raises(UsageError, match="does not say who gains"):
        made.gains_and_losses(CHARGING)


def test_who_loses_is_told_by_neighbourhood() -> None:
    found = closed().gains_and_losses(WALK)
    assert found.index.tolist() == ["area/0", "area/1", OUTSIDE]
    assert found["residents"].tolist() == [10.0, 20.0, 30.0]
    assert found["lose"].tolist() == [0.0, 20.0, 30.0]
    assert found["lose_mean"].tolist()[1:] == pytest.approx([4.0, 5.0])  # 240 s, 300 s
    assert found["gain"].sum() == found["cut_off"].sum() == 0


def test_a_step_of_less_than_5_seconds_counts_for_nobody() -> None:
    hardly = graph_of(NODES, [(0, 1, {"walk_s": 504.0}), *LINKS[1:]], origin=ORIGIN)
    slow = graph_of(NODES, [(0, 1, {"walk_s": 506.0}), *LINKS[1:]], origin=ORIGIN)
    assert compare(place(), place(graph=hardly), ids=[WALK]).totals.loc[WALK, "lose"] == 0
    assert compare(place(), place(graph=slow), ids=[WALK]).totals.loc[WALK, "lose"] == 50  # who walks all of it


def test_who_no_longer_gets_there_loses_without_a_mean() -> None:
    made = compare(place(), place(graph=cut_off_at_its_end()), ids=[WALK, "residents_cut_off"])
    assert made.totals.loc[WALK, ["lose", "cut_off"]].tolist() == [30.0, 30.0]
    assert np.isnan(made.totals.loc[WALK, "lose_mean"])
    assert made.object_changes(WALK).tolist() == [0.0, 0.0, np.inf]
    assert made.totals.loc["residents_cut_off", "lose"] == 30.0  # 1 is worse there: less is better
    back = compare(place(graph=cut_off_at_its_end()), place(), ids=[WALK])
    assert back.totals.loc[WALK, ["gain", "joined"]].tolist() == [30.0, 30.0]
    assert back.object_changes(WALK).tolist() == [0.0, 0.0, -np.inf]


def test_a_mean_that_falls_because_the_farthest_are_cut_off_is_worse() -> None:
    made = compare(place(), place(graph=cut_off_at_its_end()), ids=[WALK])
    row = made.table().loc[WALK]
    assert row["difference"] < 0  # of the two homes that are left
    assert row["verdict"] == "worse"
    assert row["note"].startswith("not the same residents get there")
    assert compare(place(graph=cut_off_at_its_end()), place(), ids=[WALK]).verdict(WALK) == "better"


def test_a_shorter_way_for_some_that_cuts_off_others_is_different() -> None:
    shut = {"walk_s": None, "bike_s": None, "car_s": None}
    quick = graph_of(NODES, [LINKS[0], (1, 2, {"walk_s": 100.0}), LINKS[2], (3, 4, shut)], origin=ORIGIN)
    made = compare(place(), place(graph=quick), ids=[WALK])
    assert made.totals.loc[WALK, "stay_mean"] == pytest.approx(20 * -320 / 30 / 60, abs=1e-4)  # 80 s, not 400 s
    assert made.verdict(WALK) == "different"


def test_who_has_it_farther_decides_where_the_share_of_residents_stays_the_same() -> None:
    made = compare(stations(place(), 0), stations(place(graph=by_a_way_round()), 0), ids=[CHARGING])
    row = made.table().loc[CHARGING]
    assert (row["difference"], row["gain"], row["lose"]) == (0.0, 0.0, 50.0)
    assert row["verdict"] == "worse"
    assert row["note"].startswith("The verdict is by residents")


def test_a_memo_says_where_the_verdict_is_by_residents_alone() -> None:
    made = compare(stations(place(), 0), stations(place(graph=by_a_way_round()), 0), ids=[CHARGING])
    marked = "by residents, not by the number of the whole city"
    title = indicators()[CHARGING].title
    assert f"Worse: {title} (50 residents lose)." in in_short(made, None, None, "en")  # not: 0
    assert f"<small>{marked}</small>" in indicator_section(made, "en")
    other = town([*HOMES, (50.0, 5.0, 500.0)], neighbourhoods=AREAS, graph=by_a_way_round())
    falls = compare(place(), other, ids=[WALK])  # newcomers live near: its number falls, but those who stay lose
    assert f"Worse: {indicators()[WALK].title} (50 residents lose)." in in_short(falls, None, None, "en")
    plain = compare(place(), place(graph=by_a_way_round()), ids=[WALK])  # worse by its number too
    difference = difference_text(plain.table().loc[WALK], "min", indicators()[WALK].decimals, "en")
    assert f"{indicators()[WALK].title} {difference} (50 residents lose)." in in_short(plain, None, None, "en")
    assert marked not in indicator_section(plain, "en")


def test_an_average_that_falls_since_others_move_in_is_not_called_better() -> None:
    made = compare(place(), town([*HOMES, (50.0, 5.0, 500.0)], neighbourhoods=AREAS), ids=[WALK])
    row = made.table().loc[WALK]
    assert row["difference"] < 0
    assert row["verdict"] == "population"
    assert row["note"].startswith("nobody who stays gains or loses")
    assert people_sentence(made, "en") == "Nobody who lives here before and after gains or loses."


def test_a_share_of_residents_that_moves_by_those_who_come_and_go_is_not_called_better() -> None:
    other = town([*HOMES, (50.0, 5.0, 500.0)], neighbourhoods=AREAS)
    made = compare(stations(place(), 0), stations(other, 0), ids=[CHARGING])
    had, has = made.before[CHARGING], made.after[CHARGING]
    without = (replace(board, measurements={CHARGING: replace(found, object_values=None)})
               for board, found in ((made.before, had), (made.after, has)))  # fmt: skip
    shares = compare(*without)
    assert shares.table().loc[CHARGING, "difference"] > 0
    assert shares.verdict(CHARGING) == "population"
    assert shares.notes(CHARGING)[0].startswith("no more residents make the difference")


def test_more_who_lose_than_gain_make_it_worse_whatever_others_move_in() -> None:
    other = town([*HOMES, (50.0, 5.0, 500.0)], neighbourhoods=AREAS, graph=by_a_way_round())
    made = compare(place(), other, ids=[WALK])
    assert made.table().loc[WALK, "difference"] < 0
    assert made.verdict(WALK) == "worse"


def test_residents_who_gain_and_lose_are_told_in_one_sentence() -> None:
    made = compare(stations(place(), 0), stations(place(graph=by_a_way_round()), 0, 1900), ids=[WALK, CHARGING])
    assert made.moved == {"gain": 30.0, "lose": 50.0, "both": 30.0}  # to a station; to the centre
    said = people_sentence(made, "en")
    assert said == (
        "50 residents lose, 30 residents gain, each by one indicator at least. 30 of them do both. "
        f"Most lose by “{indicators()[WALK].title}”, on average +4.6 min."
    )


def test_what_moves_most_residents_comes_first() -> None:
    made = compare(stations(place(), 0), stations(place(), 0, 1900), ids=["charging_stations", WALK, CHARGING])
    assert most_people_first(made.table()).index.tolist() == [CHARGING, "charging_stations", WALK]


def test_a_share_says_for_whom_it_holds() -> None:
    made = compare(stations(place(), 0), stations(place(), 0, 1900), ids=[CHARGING])
    found = made.gains_and_losses(CHARGING)
    assert found["inside_before"].tolist() == [10.0, 0.0, 0.0]
    assert found["inside_after"].tolist() == [10.0, 0.0, 30.0]
    assert found["gain"].tolist() == [0.0, 0.0, 30.0]  # the middle home has 900 m to the one, 1000 m to the other


@pytest.mark.parametrize("column", ["residents", "gain", "lose", "joined", "cut_off", "inside_before", "inside_after"])
def test_neighbourhoods_and_outside_add_up_to_the_city(column: str) -> None:
    made = compare(stations(place(), 0), stations(place(graph=cut_off_at_its_end()), 0, 1900), ids=[CHARGING])
    assert made.gains_and_losses(CHARGING)[column].sum() == pytest.approx(made.totals.loc[CHARGING, column])


def test_differences_of_neighbourhoods_add_up_for_amounts() -> None:
    made = compare(stations(place(), 0), stations(place(), 0, 700, 1900), ids=["charging_stations"])
    steps = made.by_neighbourhood()["charging_stations"]
    assert steps.tolist() == [0.0, 1.0, 1.0]
    assert steps.sum() == made.table().loc["charging_stations", "difference"]


def test_a_city_without_neighbourhoods_has_one_row() -> None:
    made = compare(place(areas=[]), place(areas=[], graph=by_a_way_round()), ids=[WALK])
    assert made.gains_and_losses(WALK)["lose"].to_dict() == {OUTSIDE: 50.0}
    assert made.gains_and_losses(WALK, language="ro")["name"].tolist() == ["tot orașul"]
    assert made.by_neighbourhood().empty


def test_residents_of_new_and_demolished_homes_are_counted_apart() -> None:
    other = town([*HOMES[:2], (1900.0, 5.0, 36.0), (300.0, 5.0, 7.0)], neighbourhoods=AREAS)
    gone = other.buildings.drop(index="home/1")
    after = other.with_layer(replace(other.layers["buildings"], table=gone))
    made = compare(place(), after, ids=[WALK])
    assert made.people[["stay", "new", "gone"]].sum().tolist() == [40.0, 6 + 7, 20.0]
    found = made.gains_and_losses(WALK)
    assert found["new"].tolist() == [7.0, 0.0, 6.0]
    assert found["gone"].tolist() == [0.0, 20.0, 0.0]
    assert found["residents"].sum() == 10 + 36 + 7
    assert found[["gain", "lose"]].to_numpy().sum() == 0
    assert np.isnan(made.object_changes(WALK)["home/3"])


def test_detours_of_an_edited_city_are_of_the_same_trips() -> None:
    before = place()
    more = town([*HOMES, (1400.0, 300.0, 50.0)], neighbourhoods=AREAS).buildings
    made = compare(before, with_table(before, "buildings", more), ids=["detour_walk"])
    assert made.people["new"].sum() == 50
    assert made.object_changes("detour_walk").abs().max() == 0
    assert made.totals.loc["detour_walk", ["gain", "lose"]].tolist() == [0.0, 0.0]


def test_objects_that_differ_are_told_by_layer(crossroads: City) -> None:
    plan = crossroads.scenario("Plan").limit_speed("way/5", kmh=30).demolish("way/1")
    plan = plan.add_charging_stations(lonlat(-60, -60), lonlat(-50, -60))
    found = {each.layer: each for each in compare(crossroads, plan, ids=["charging_stations"]).changed}
    assert set(found) == {"streets", "buildings", "charging_stations"}
    assert found["streets"].changed == ("way/5",)
    assert found["buildings"].removed == ("way/1",)
    assert found["charging_stations"].added == ("sketch/plan/3-1", "sketch/plan/3-2")
    table = compare(plan, crossroads, ids=["charging_stations"]).objects()
    assert table.loc["buildings", ["added", "removed", "changed"]].tolist() == [1, 0, 0]
    assert table.loc["streets", "examples"] == "Bulevardul"
    assert table.loc["charging_stations", "examples"] == "charging station (2)"


def test_two_scenarios_differ_where_either_was_edited(crossroads: City) -> None:
    one = crossroads.scenario("Unu").limit_speed("way/5", kmh=30).limit_speed("way/6", kmh=20)
    other = crossroads.scenario("Doi").limit_speed("way/5", kmh=30).demolish("way/1")
    found = {each.layer: each for each in compare(one, other, ids=["charging_stations"]).changed}
    assert set(found) == {"streets", "buildings"}
    assert found["streets"].changed == ("way/6",)


def test_layers_that_are_shared_stay_unread(crossroads: City, tmp_path: Path) -> None:
    city = write_store(crossroads, tmp_path / "city").city
    made = city.scenario("Plan").add_sensors(lonlat(-60, -60)).compare(ids=[])
    read = list(city.layers._read)  # type: ignore[attr-defined]
    assert [each.layer for each in made.changed] == ["sensor_points"]
    assert list(city.layers._read) == read  # type: ignore[attr-defined]
    assert "land_use" not in read


def test_values_of_objects_are_subtracted_to_paint_them() -> None:
    made = compare(stations(place(), 0), stations(place(), 0, 700), ids=["charging_points", WALK])
    changes = made.object_changes("charging_points")
    assert changes["charging_stations/0"] == 0.0
    assert np.isnan(changes["charging_stations/1"])
    assert made.object_changes(WALK).tolist() == [0.0, 0.0, 0.0]


def test_boards_are_compared_by_what_both_have() -> None:
    city = place()
    one, other = measure(city, ids=[WALK, "detour_walk"]), measure(city, ids=[WALK])
    assert compare(one, other).ids == [WALK]
    assert compare(one, city).ids == [WALK, "detour_walk"]
    with pytest.raises(UsageError, match="“detour_walk” was not measured"):
        compare(one, other, ids=["detour_walk"])


def test_two_cities_are_not_compared() -> None:
    city = place()
    with pytest.raises(UsageError, match="timisoara and arad are two cities"):
        compare(city, replace(city, recipe=replace(city.recipe, id="arad")), ids=[])


def test_a_scenario_measures_its_edited_city(crossroads: City) -> None:
    plan = crossroads.scenario("Plan").add_charging_stations(lonlat(-60, -60))
    assert plan.measure(ids=["charging_stations"])["charging_stations"].value == 1.0
    assert plan.compare(ids=["charging_stations"]).after_scenario is plan
    with pytest.raises(UsageError, match="no city to stand on"):
        replace(plan, city=None, _applied=None).compare()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [(1000.0, 1000.3, "+0.3 ha (+0.03 %)"), (100.0, 104.0, "+4 ha (+4 %)"), (1000.0, 1005.6, "+5.6 ha (+0.6 %)")],
)
def test_small_steps_keep_a_digit_of_their_share(before: float, after: float, said: str) -> None:
    assert difference_text(row_of(before, after), "ha", 1, "en") == said


def row_of(before: float, after: float, *, verdict: Verdict = "better") -> pd.Series:
    step = after - before
    return pd.Series(
        {"difference": step, "relative": step / before, "before": before, "after": after, "verdict": verdict}
    )


@pytest.mark.parametrize(
    ("before", "after", "decimals", "shown"),
    [
        (3342.6, 3343.4, 0, ("3,342.6", "3,343.4", "+0.8")),  # 3,343 → 3,343, +1
        (48.64, 48.78, 1, ("48.64", "48.78", "+0.14")),  # 48.6 → 48.8, +0.1
        (1.2241, 1.2259, 2, ("1.224", "1.226", "+0.002")),  # 1.22 → 1.23, +0.002
        (8.3, 8.6, 1, ("8.3", "8.6", "+0.3")),
        (27.6469, 26.5749, 1, ("27.65", "26.57", "−1.08")),  # and not with thousandths, though it is −1.072
        (3342.656, 3346.222, 0, ("3,342.7", "3,346.2", "+3.5")),
        (8.3, 8.3, 1, ("8.3", "8.3", "0")),
        (3343.2, 3343.204, 0, ("3,343", "3,343", "almost 0")),
        (8.312, 8.321, 1, ("8.3", "8.3", "almost 0")),  # whose verdict says that it is by residents
        (8.34999, 8.35001, 1, ("8.35", "8.35", "almost 0")),
    ],
)
def test_before_after_and_difference_add_up_as_they_are_shown(
    before: float, after: float, decimals: int, shown: tuple[str, str, str]
) -> None:
    fine = shown_decimals(before, after, decimals)
    values = (value_text(value, "", fine, "en") for value in (before, after))
    assert (*values, difference_number(before, after, decimals, "en")) == shown
