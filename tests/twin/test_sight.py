from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio

from geodata.errors import UsageError
from tests.twin.sunny_town import ORIGIN, block, sunny_town
from tests.twin.test_surface import lonlat
from twin.city import City
from twin.sight import line_of_sight, viewshed
from twin.sight_answer import seen_from, sight_between
from twin.sight_output import between_json
from twin.surface import ROOF
from twin.viewshed_file import write_viewshed


def at(x: float, y: float) -> tuple[float, float]:
    return ORIGIN[0] + x, ORIGIN[1] + y


def test_a_wall_of_10_m_hides_what_is_behind_it() -> None:
    city = sunny_town([(block(0, -20, 4, 40), 10.0)])
    line = line_of_sight(city, at(-30, 1), at(50, 1))
    assert not line.is_clear
    assert line.blocked_at is not None
    assert line.blocked_at[0] - ORIGIN[0] == pytest.approx(0, abs=1e-6)  # where the line enters the wall's first cell
    # Eyes at 1.6 m fall to 0 over 80 m: at the far side of that cell, 32 m on, the line is 1.6 × 48 / 80 = 0.96 m high.
    assert line.missing_m == pytest.approx(10 - 0.96, abs=1e-4)


def test_past_the_end_of_the_wall_the_view_is_clear() -> None:
    city = sunny_town([(block(0, -20, 4, 40), 10.0)])
    assert line_of_sight(city, at(-30, 25), at(50, 25)).is_clear


def test_from_above_the_wall_one_sees_over_it_as_far_as_its_edge_lets() -> None:
    city = sunny_town([(block(0, -20, 4, 40), 10.0)])
    # From 20 m above the ground 30 m before the wall the line over its far edge, 34 m on, falls 10 m: ground at 68 m.
    assert not line_of_sight(city, at(-30, 1), at(36, 1), start_m=20).is_clear
    assert line_of_sight(city, at(-30, 1), at(42, 1), start_m=20).is_clear


def test_sight_goes_both_ways() -> None:
    random = np.random.default_rng(5)
    city = sunny_town([(block(x, y, 12, 9), h) for x, y, h in random.uniform((-200, -200, 3), (200, 200, 20), (25, 3))])
    for ends in random.uniform(-220, 220, (40, 2, 2)):
        one, other = (at(*end) for end in ends)
        there, back = line_of_sight(city, one, other, end_m=1.6), line_of_sight(city, other, one, end_m=1.6)
        assert there.is_clear == back.is_clear


def test_on_flat_land_one_sees_a_disc() -> None:
    seen = viewshed(sunny_town(), at(1, 1), reach_m=100)
    assert seen.area_m2 == pytest.approx(np.pi * 100**2, rel=0.03)
    assert seen.ground_m2 == seen.area_m2


def test_a_viewshed_is_what_lines_of_sight_say_but_for_its_edge() -> None:
    random = np.random.default_rng(3)
    city = sunny_town([(block(x, y, 12, 9), h) for x, y, h in random.uniform((-150, -150, 3), (150, 150, 20), (15, 3))])
    seen = viewshed(city, at(1, 1), reach_m=150)
    cells = random.choice(np.flatnonzero(np.ones(seen.seen.size)), 400, replace=False)
    j, i = np.divmod(cells, seen.seen.shape[1])
    numbers = (j + seen.top) * seen.grid.columns + i + seen.left
    middles = seen.grid.middles(numbers)
    near = np.hypot(*(middles - at(1, 1)).T) < 145
    lines = [line_of_sight(city, at(1, 1), (x, y)).is_clear for x, y in middles[near].tolist()]
    assert (seen.sees(numbers[near]) == np.array(lines)).mean() > 0.95


def test_a_roof_is_seen_as_such() -> None:
    seen = viewshed(sunny_town([(block(20, -10, 20, 20), 10.0)]), at(-10, 1), above_m=30, reach_m=80)
    assert (seen.seen & (seen.cover == ROOF)).sum() == 100


def test_a_landmark_is_seen_when_any_part_of_it_is_and_else_what_hides_it_is_named() -> None:
    tower, wall = (block(100, -5, 10, 10), 40.0), (block(40, -20, 4, 40), 10.0)
    lon, lat = lonlat(block(-1, -1, 2, 2)).centroid.coords[0]
    here = f"{lat:.6f}, {lon:.6f}"
    over = sight_between(sunny_town([tower, wall]), here, "b/0", eyes_m=1.6)
    assert over.line.is_clear
    hidden = sight_between(sunny_town([(tower[0], 12.0), wall]), here, "b/0", eyes_m=1.6)
    assert not hidden.line.is_clear
    assert hidden.blocked_by == ("b/1", None)
    assert hidden.seen_share == 0


def walled(*, height_m: float = 10.0) -> City:
    """Return a town with a tower, and with a wall before it that a scenario builds."""
    wall = lonlat(block(40, -20, 4, 40))
    city = sunny_town([(block(100, -5, 10, 10), 12.0)])
    return city.scenario("A").add_building(wall, height_m=height_m, use="commercial").applied


def here() -> str:
    lon, lat = lonlat(block(-1, -1, 2, 2)).centroid.coords[0]
    return f"{lon:.6f},{lat:.6f}"


def test_a_scenario_says_whether_a_landmark_was_seen_without_it() -> None:
    city = walled()
    answer = sight_between(city, here(), "b/0", eyes_m=1.6)
    assert not answer.line.is_clear
    assert answer.before is not None
    assert answer.before.line.is_clear
    assert answer.before.seen_share == 5 / 25  # of a flat roof seen from below the cells at its edge
    said = between_json(city, answer, scenario="A")
    assert said["from"] == {"title": here(), "id": None, "lon": float(here()[:9]), "lat": float(here()[10:])}
    assert sight_between(city, here(), str(city.buildings.index[1]), eyes_m=1.6).before is None  # the wall is new


def test_a_viewshed_says_what_a_scenario_hides_and_is_written(tmp_path: Path) -> None:
    city = walled()
    answer = seen_from(city, here(), eyes_m=1.6, reach_m=150)
    assert answer.before is not None
    lost = answer.before.view.seen & ~answer.view.seen
    assert lost.sum() * 4 > 2000
    assert answer.view.ground_m2 < answer.before.view.ground_m2
    for name in ("a.tif", "a.geojson"):
        write_viewshed(city, answer, tmp_path / name, scenario="A")
    with rasterio.open(tmp_path / "a.tif") as file:
        values = file.read(1)
        assert (values == 3).sum() == lost.sum()
        assert (np.isin(values, (1, 2))).sum() == answer.view.seen.sum()
        x, y = at(60, 1)  # behind the wall
        assert next(file.sample([(x, y)]))[0] == 3
    areas = gpd.read_file(tmp_path / "a.geojson").set_index("value")
    assert areas.loc[3, "area_m2"] == lost.sum() * 4
    assert areas.crs == "EPSG:4326"


@pytest.mark.parametrize("eyes_m", [-100.0, float("nan"), 501.0])
def test_eyes_where_none_are_are_refused(eyes_m: float) -> None:
    city = sunny_town()
    with pytest.raises(UsageError, match="from 0 to 500"):
        seen_from(city, here(), eyes_m=eyes_m, reach_m=100)
    with pytest.raises(UsageError, match="from 0 to 500"):
        sight_between(city, here(), here(), eyes_m=1.6, target_m=eyes_m)


def test_a_point_off_the_map_is_refused() -> None:
    with pytest.raises(UsageError, match="outside the city's map"):
        line_of_sight(sunny_town(), at(0, 0), at(5000, 0))
