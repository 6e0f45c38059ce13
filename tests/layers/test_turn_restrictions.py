import pytest
import shapely

from layers.turn_restrictions import KIND
from twin.city import City

from .tables import context_of, layer_of, line, raw_table

HERE = shapely.Point(10, 20)
MEMBERS = ["from:way/1", "via:node/3", "to:way/2"]


def _restriction(members: list[str] = MEMBERS, **tags: str):
    said = {key.replace("__", ":"): value for key, value in tags.items()}
    return raw_table(("relation/9", HERE, {"type": "restriction", "members": members, **said}))


def _row(**tags: str):
    return layer_of(KIND, _restriction(**tags))[0].table.loc["relation/9"]


@pytest.mark.parametrize(
    ("restriction", "expected"),
    [
        ("no_left_turn", "no_turn"),
        ("no_straight_on", "no_turn"),
        ("no_u_turn", "no_u_turn"),
        ("only_right_turn", "only_turn"),
        ("no_entry", "no_entry"),
    ],
)
def test_restrictions_are_told_apart(restriction: str, expected: str) -> None:
    assert _row(restriction=restriction)[["restriction", "class"]].tolist() == [restriction, expected]


def test_streets_and_node_are_named_by_their_ids() -> None:
    assert _row(restriction="no_left_turn")[["from_way", "via", "to_way"]].tolist() == ["way/1", "node/3", "way/2"]


def test_several_streets_are_named_in_their_order() -> None:
    members = ["from:way/1", "via:way/7", "via:way/5", "to:way/2", "to:way/8", "note:way/4"]
    row = layer_of(KIND, _restriction(members, restriction="no_exit"))[0].table.iloc[0]
    assert row[["from_way", "via", "to_way"]].tolist() == ["way/1", "way/7;way/5", "way/2;way/8"]


def test_exceptions_are_a_text_of_codes() -> None:
    assert _row(restriction="no_left_turn", **{"except": "bus; bicycle"})["except"] == "bus;bicycle"


@pytest.mark.parametrize(
    ("tags", "hours"),
    [
        ({"restriction__conditional": "no_left_turn @ (Mo-Fr 07:00-09:00; Sa 08:00-12:00)"},
         "Mo-Fr 07:00-09:00; Sa 08:00-12:00"),
        ({"restriction__conditional": "no_left_turn @ 07:00-09:00"}, "07:00-09:00"),
        ({"restriction": "no_left_turn", "day_on": "Monday", "day_off": "Friday", "hour_on": "07:00",
          "hour_off": "09:00"}, "Monday-Friday 07:00-09:00"),
        ({"restriction": "no_left_turn", "hour_on": "07:00", "hour_off": "09:00"}, "07:00-09:00"),
    ],
)  # fmt: skip
def test_a_restriction_at_times_says_when(tags: dict[str, str], hours: str) -> None:
    assert _row(**tags)[["restriction", "hours"]].tolist() == ["no_left_turn", hours]


def test_a_restriction_that_always_holds_goes_before_one_at_times() -> None:
    row = _row(restriction="no_left_turn", restriction__conditional="no_u_turn @ (Su)")
    assert (row["restriction"], row[["hours", "applies_to"]].isna().tolist()) == ("no_left_turn", [True, True])


@pytest.mark.parametrize(
    ("tags", "vehicles"),
    [
        ({"restriction__hgv": "no_left_turn"}, "hgv"),
        ({"restriction__motorcar": "no_left_turn", "restriction__hgv": "no_left_turn"}, "motorcar;hgv"),
        ({"restriction__motorcar": "no_left_turn", "restriction__hgv": "no_u_turn"}, "motorcar"),
        ({"restriction__hgv__conditional": "no_left_turn @ (weight > 7.5)"}, "hgv"),
        ({"type": "restriction:bus", "restriction": "no_left_turn"}, "bus"),
    ],
)
def test_a_restriction_for_some_vehicles_names_them(tags: dict[str, str], vehicles: str) -> None:
    assert _row(**tags)[["restriction", "applies_to"]].tolist() == ["no_left_turn", vehicles]


@pytest.mark.parametrize(
    ("members", "tags", "reason"),
    [
        (["via:node/3", "to:way/2"], {"restriction": "no_left_turn"},
         "a turn restriction that does not say from which street to which"),
        (["from:node/1", "via:node/3", "to:way/2"], {"restriction": "no_left_turn"},
         "a turn restriction that does not say from which street to which"),
        (MEMBERS, {"restriction": "no_dancing"}, "a turn restriction of an unknown kind"),
        (MEMBERS, {}, "a turn restriction of an unknown kind"),
    ],
)  # fmt: skip
def test_a_broken_restriction_is_dropped_with_its_reason(members: list[str], tags: dict[str, str], reason: str) -> None:
    layer, report = layer_of(KIND, _restriction(members, **tags))
    assert len(layer.table) == 0
    assert [(e.action, e.reason, e.examples) for e in report.entries] == [("dropped", reason, ("relation/9",))]


@pytest.mark.parametrize(("streets", "kept"), [(("way/1", "way/2#1"), 1), (("way/1", "way/12"), 0)])
def test_a_restriction_needs_both_of_its_streets_or_a_piece_of_each(streets: tuple[str, ...], kept: int) -> None:
    there = raw_table(*((id, line((0, 0), (10, 20)), {"highway": "residential"}) for id in streets))
    layer, report = layer_of(KIND, _restriction(restriction="no_left_turn"), context_of(raw={"streets": there}))
    assert (len(layer.table), report.count("turn_restrictions", "dropped")) == (kept, 1 - kept)


def test_a_city_that_names_its_own_streets_keeps_its_restrictions(demo_city: City) -> None:
    table = demo_city.turn_restrictions
    assert len(table) > 20
    assert table["from_way"].isin(demo_city.streets.index).all()
