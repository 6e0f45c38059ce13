from pathlib import Path

import pytest

from tests.feeds import UNTIMED, timetable_of
from tests.twin.tiny_graph import ORIGIN, city_of, graph_of
from twin.mobility_facts import mobility_facts, resident_facts

# A street of 100 m, steps of 50 m at its end, and apart from both a path of 30 m.
STREETS = graph_of(
    [(0, 0), (100, 0), (150, 0), (0, 900), (30, 900)],
    [
        (0, 1, {"wheelchair": "unknown"}),
        (1, 2, {"car_s": None, "wheelchair_s": None, "wheelchair": "no"}),
        (3, 4, {"car_s": None, "wheelchair": "yes"}),
    ],
    origin=ORIGIN,
)


def test_nodes_and_links_are_those_of_streets() -> None:
    facts = mobility_facts(city_of(STREETS))
    assert (facts.nodes, facts.links) == (5, 3)


def test_kilometres_are_those_open_to_a_mode() -> None:
    modes = mobility_facts(city_of(STREETS)).modes
    assert (modes["walk"].km, modes["walk"].links) == (0.2, 3)
    assert (modes["car"].km, modes["car"].links) == (0.1, 1)


def test_what_is_unknown_of_wheelchairs_is_counted_and_of_others_not_asked() -> None:
    modes = mobility_facts(city_of(STREETS)).modes
    assert (modes["wheelchair"].km, modes["wheelchair"].unknown_km) == (0.1, 0.1)
    assert modes["walk"].unknown_km is None


def test_a_part_that_nothing_else_reaches_is_counted() -> None:
    assert mobility_facts(city_of(STREETS)).small_parts.parts == 1
    assert mobility_facts(city_of(STREETS)).small_parts.links == 1


def test_a_city_without_lines_has_no_timetable() -> None:
    assert mobility_facts(city_of(STREETS)).timetable is None


@pytest.mark.parametrize(("files", "exact"), [({}, 1), ({"stop_times": UNTIMED}, 0)])
def test_lines_are_exact_where_the_feed_has_times(tmp_path: Path, files: dict[str, str], exact: int) -> None:
    facts = mobility_facts(city_of(STREETS, timetable=timetable_of(tmp_path, **files))).timetable
    assert facts is not None
    assert (facts.lines, facts.lines_exact, facts.lines_estimated) == (1, exact, 1 - exact)
    assert facts.first_day == ("2026-01-05" if exact else None)


def test_residents_are_added_up_by_how_they_are_known() -> None:
    city = city_of(STREETS, homes=[(10, 10, 4.0), (50, 10, 2.5)])
    facts = resident_facts(city)
    assert facts is not None
    assert (facts.total, facts.dwellings) == (6.5, 3)


def test_of_a_city_without_homes_no_residents_are_claimed() -> None:
    assert resident_facts(city_of(STREETS)) is None
