"""What is in view: objects, lengths and people on a piece of ground, counted by hand beside it."""

from datetime import UTC, datetime

import pytest
import shapely
from starlette.testclient import TestClient

from tests.viewer.planner import planner
from twin.store import Store
from viewer.in_view import in_view
from viewer.sheet import Sheet


@pytest.fixture(scope="module")
def sheet(tiny_store: Store) -> Sheet:
    return Sheet.of_store(tiny_store, datetime.now(UTC))


def corners_of(area: shapely.Geometry) -> list[tuple[float, float]]:
    xmin, ymin, xmax, ymax = area.bounds
    return [(xmin, ymin), (xmax, ymin), (xmax, ymax), (xmin, ymax)]


def test_the_whole_city_in_view_is_what_the_layers_say_of_themselves(sheet: Sheet) -> None:
    xmin, ymin, xmax, ymax = sheet.city.frame.bounds
    far = [(xmin - 1e4, ymin - 1e4), (xmax + 1e4, ymin - 1e4), (xmax + 1e4, ymax + 1e4), (xmin - 1e4, ymax + 1e4)]
    seen = in_view(sheet, far, ["buildings", "streets"])
    assert seen.area_m2 == pytest.approx((xmax - xmin) * (ymax - ymin))
    said = {one.layer.kind.name: (one.count, one.amount) for one in seen.layers}
    assert said == {name: (sheet.summaries[name].count, sheet.summaries[name].amount) for name in said}
    assert seen.residents == pytest.approx(sheet.city.buildings["residents"].sum())


def test_of_a_street_that_leaves_the_view_the_part_inside_counts(sheet: Sheet) -> None:
    street = sheet.city.streets.iloc[0]
    xmin, ymin, xmax, ymax = street.geometry.bounds
    half = shapely.box(xmin - 1, ymin - 1, (xmin + xmax) / 2, (ymin + ymax) / 2 if xmax - xmin < 1 else ymax + 1)
    (streets,) = in_view(sheet, corners_of(half), ["streets"]).layers
    inside = sheet.city.streets[sheet.city.streets.intersects(half)]
    lengths = inside["length_m"] * inside.intersection(half).length / inside.length
    assert streets.count == len(inside)
    assert streets.amount is not None
    assert streets.amount.value == pytest.approx(lengths.sum() / 1000)
    assert streets.amount.value < inside["length_m"].sum() / 1000


def test_of_people_those_count_whose_building_has_its_middle_in_view(sheet: Sheet) -> None:
    homes = sheet.city.buildings[sheet.city.buildings["residents"] > 0]
    seen = in_view(sheet, corners_of(homes.geometry.iloc[0].buffer(0.5)), [])
    assert seen.residents == pytest.approx(homes["residents"].iloc[0])
    assert seen.tiers == (homes["residents_tier"].iloc[0],)


def test_ground_beyond_the_city_has_nothing_on_it(sheet: Sheet) -> None:
    x, y = sheet.city.frame.bounds[:2]
    seen = in_view(sheet, [(x - 9, y - 9), (x - 8, y - 9), (x - 8, y - 8), (x - 9, y - 8)], ["buildings"])
    assert (seen.area_m2, seen.residents, seen.layers[0].count) == (0, 0, 0)


@pytest.mark.parametrize("corners", [[], [[0, 0]] * 5, [[0, "x"]] * 4, [[0, float("inf")]] * 4, "abcd", None])
def test_what_are_no_corners_is_refused(client: TestClient, corners: object) -> None:
    with planner(client, **{"accept-language": "en"}) as ana:
        before = ana.state["notice"]["number"]
        assert ana.act("list_in_view", corners, 0)["notice"]["number"] == before + 1
