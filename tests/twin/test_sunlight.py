from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.twin.sunny_town import FRAME, ORIGIN, block, ridge, sunny_town
from tests.twin.test_surface import EDITS
from twin.city import City
from twin.city_grid import SIDE, CityGrid, PatchedGrid
from twin.facade_sun import facade_sun, lit_from
from twin.facades import Facades, facades
from twin.rays import PointsAlong, Rays
from twin.sun import TURNING_DAYS, day_of_sun, day_positions
from twin.sunlight import Light, hours_of_sun, light, light_at, lit_again, sky_view, swept
from twin.surface import Surface

SOLSTICE = date(2026, 12, 21)
HOURLY = timedelta(hours=1)


def grid_of(rows: int, columns: int) -> CityGrid:
    return CityGrid(0.0, 0.0, 2.0, rows, columns)


def lit(heights: np.ndarray, bearing_deg: float, elevation_deg: float) -> np.ndarray:
    rays = Rays.of(grid_of(*heights.shape), bearing_deg, elevation_deg)
    none = PointsAlong.none(rays.grid.rows), PointsAlong.none(rays.grid.columns)
    return swept(heights.astype(np.float32), rays, none)[0] == 1


def marched(heights: np.ndarray, bearing_deg: float, elevation_deg: float) -> tuple[np.ndarray, np.ndarray]:
    """Return which cells are lit by following each ray cell by cell, and by how many metres that was decided."""
    east, north = np.sin(np.radians(bearing_deg)), np.cos(np.radians(bearing_deg))
    turned = abs(north) < abs(east)
    field = heights.T if turned else heights
    main, other = (east, north) if turned else (north, east)
    step = int(np.sign(main))
    drop = 2.0 * np.tan(np.radians(elevation_deg)) / abs(main)
    shift = np.rint(np.arange(len(field)) * other / main).astype(int)
    spare = np.full(field.shape, np.inf)
    for j, i in np.ndindex(*field.shape):
        for steps in range(1, len(field)):
            row = j + steps * step
            column = i - shift[j] + shift[row] if 0 <= row < len(field) else -1
            if not 0 <= column < field.shape[1]:
                break
            spare[j, i] = min(spare[j, i], field[j, i] + steps * drop - field[row, column])
    spare = spare.T if turned else spare
    return spare >= 0, np.abs(spare)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 22), st.integers(1, 22), st.integers(0, 2**32 - 1), st.floats(0, 360),
    st.one_of(st.floats(0.5, 89), st.sampled_from([1.0, 45.0])), st.sampled_from([0.1, 0.6, 1.0]),
)  # fmt: skip
def test_the_sweep_is_what_following_every_ray_gives(
    rows: int, columns: int, seed: int, bearing_deg: float, elevation_deg: float, built: float
) -> None:
    random = np.random.default_rng(seed)
    heights = np.where(random.random((rows, columns)) < built, random.uniform(0, 30, (rows, columns)), 0.0)
    heights = heights.astype(np.float32).astype(float)
    wanted, by = marched(heights, bearing_deg, elevation_deg)
    found = lit(heights, bearing_deg, elevation_deg)
    assert (found == wanted)[by > 1e-3].all()


@pytest.mark.parametrize("bearing_deg", [0, 33, 45, 90, 137, 180, 200, 270, 315])
@pytest.mark.parametrize("elevation_deg", [0.1, 5, 45, 80])
def test_flat_ground_is_never_in_shade(bearing_deg: float, elevation_deg: float) -> None:
    assert lit(np.full((70, 90), 85.0), bearing_deg, elevation_deg).all()


@pytest.mark.parametrize(("bearing_deg", "axis", "way"), [(180, 0, 1), (0, 0, -1), (90, 1, -1), (270, 1, 1)])
def test_a_cube_of_10_m_casts_10_m_of_shadow_when_the_sun_stands_at_45_degrees(
    bearing_deg: float, axis: int, way: int
) -> None:
    heights = np.zeros((60, 60))
    heights[25:30, 25:30] = 10
    shade = np.argwhere(~lit(heights, bearing_deg, 45))
    away = (shade[:, axis] - (29 if way > 0 else 25)) * way
    assert set(shade[:, 1 - axis]) == set(range(25, 30))
    assert away.min() == 1
    # From the middle of the last roof cell, 1 m inside the wall, to the middle of the last shaded one: to a cell 10 m.
    assert abs(away.max() * 2 + 1 - 10) <= 1


def test_a_shadow_is_as_long_as_the_height_by_the_tangent() -> None:
    heights = np.zeros((400, 20))
    heights[20:25, :] = 30
    for elevation_deg in (5, 10, 20, 40):
        length = 2 * (~lit(heights, 180, elevation_deg)).sum() / 20
        assert length == pytest.approx(30 / np.tan(np.radians(elevation_deg)), abs=2)


def test_a_mountain_shades_the_valley_behind_it_and_not_what_lies_beyond() -> None:
    city = sunny_town(terrain=ridge(60))
    low = hours_of_sun(city, SOLSTICE)
    far_cells = low.surface.grid.cells_at(np.array([[ORIGIN[0], ORIGIN[1] + 240.0]]))
    near = low.surface.grid.cells_at(np.array([[ORIGIN[0], ORIGIN[1] - 180.0]]))
    flat = hours_of_sun(sunny_town(), SOLSTICE)
    assert low.at(near)[0] < 1.0
    assert low.at(far_cells)[0] > 4.0
    assert flat.at(near)[0] == flat.at(far_cells)[0] == pytest.approx(8 + 40 / 60, abs=0.05)


@pytest.mark.parametrize(("month", "day"), TURNING_DAYS)
@pytest.mark.parametrize("step", [timedelta(minutes=12), timedelta(minutes=30), HOURLY])
def test_open_ground_has_as_many_hours_as_the_day_is_long(month: int, day: int, step: timedelta) -> None:
    town, when = sunny_town(), date(2026, month, day)
    seen = hours_of_sun(town, when, step=step)
    length_h = day_of_sun(town, when).length_h  # from upper rim to upper rim, by another method of pvlib
    assert seen.counts.values.min() == seen.counts.values.max()
    assert seen.counts.values[0, 0] * seen.share == pytest.approx(length_h, abs=4 / 60)


def test_a_step_in_which_the_sun_rises_counts_by_its_part() -> None:
    positions = day_positions(sunny_town(), SOLSTICE, step=HOURLY)
    assert positions.part[1:-1].tolist() == [1.0] * (len(positions) - 2)
    assert positions.part.sum() == pytest.approx(8 + 40 / 60, abs=0.05)
    assert (positions.elevation_deg > 0).all()


def test_at_night_there_is_no_light() -> None:
    from datetime import UTC, datetime

    assert light_at(sunny_town(), datetime(2026, 12, 21, 22, tzinfo=UTC)) is None


def surfaces(random: np.random.Generator, rows: int, columns: int) -> tuple[Surface, Surface]:
    """Return a surface, and it with some cells in one or two of its squares changed."""
    grid = grid_of(rows, columns)
    heights = np.where(random.random((rows, columns)) < 0.05, random.uniform(0, 40, (rows, columns)), 0)
    heights = np.rint(heights * 100).astype(np.uint16)
    before = PatchedGrid.of(heights)
    where = np.unique(np.column_stack([random.integers(0, -(-rows // SIDE), 2),
                                       random.integers(0, -(-columns // SIDE), 2)]), axis=0)  # fmt: skip
    squares = np.array([before.square(*place) for place in where])
    for square in squares:
        j, i = random.integers(0, SIDE - 8, 2)
        square[j : j + 6, i : i + 4] = random.choice([0, 1500, 6000])
    after = before.with_squares(where, squares)
    cover = PatchedGrid.of(np.zeros((rows, columns), np.uint8))
    changed = np.flatnonzero(after.whole().ravel() != heights.ravel())
    none = np.empty(0, np.int64)
    highest = float(max(heights.max(), squares.max())) / 100
    return (
        Surface(grid, before, cover, 0.0, 0.01, float(heights.max()) / 100, none),
        Surface(grid, after, cover, 0.0, 0.01, highest, changed),
    )


def points_of(random: np.random.Generator, grid: CityGrid, count: int) -> Facades:
    angle = random.uniform(0, 2 * np.pi, count)
    return Facades(
        grid, np.arange(count), random.integers(0, grid.rows * grid.columns, count),
        random.uniform(0, 30, count).astype(np.float32), np.column_stack([np.cos(angle), np.sin(angle)]),
        np.ones(count), np.ones(count), np.zeros((count, 2)), np.zeros(count, np.float32),
    )  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(65, 200), st.integers(65, 200))
def test_light_brought_up_to_date_is_light_made_anew(seed: int, rows: int, columns: int) -> None:
    random = np.random.default_rng(seed)
    before, after = surfaces(random, rows, columns)
    rays = Rays.of(before.grid, random.uniform(0, 360, 8), random.uniform(0.3, 80, 8))
    walls = points_of(random, before.grid, 500)
    found = lit_again(light(before, rays, share=1.0, walls=walls), after)
    wanted = light(after, rays, share=1.0, walls=walls)
    assert (found.counts.whole() == wanted.counts.values).all()
    assert (found.facade_counts == wanted.facade_counts).all()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_points_before_walls_have_the_same_light_swept_and_followed_back(seed: int) -> None:
    random = np.random.default_rng(seed)
    _, seen = surfaces(random, 90, 120)
    rays = Rays.of(seen.grid, random.uniform(0, 360, 8), random.uniform(0.3, 80, 8))
    walls = points_of(random, seen.grid, 500)
    assert (light(seen, rays, share=1.0, walls=walls).facade_counts == lit_from(walls, rays, seen)).all()


@pytest.mark.parametrize("change", EDITS.values(), ids=EDITS)
def test_an_edited_city_has_the_hours_of_sun_it_would_have_anew(change) -> None:
    city = sunny_town([(block(0, 0, 10, 20), 12.0), (block(6, 10, 30, 20), 25.0), (block(-60, 40, 20, 20), 9.0)])
    edited = change(city).applied
    found, wanted = hours_of_sun(edited, SOLSTICE), hours_of_sun(edited.anew(), SOLSTICE)
    assert (found.counts.whole() == wanted.counts.values).all()
    one, other = facade_sun(edited, found), facade_sun(edited.anew(), wanted)
    assert (one.area_m2 == other.area_m2).all()
    assert (one.lit == other.lit).all()


def facing(city: City, seen: Light, east: float, north: float) -> float:
    """Return the hours of sun on the façades that look this way, to 10 degrees."""
    walls = facades(city, seen.surface.grid)
    mine = walls.facing @ np.array([east, north]) > 0.98
    return float(seen.facade_counts[mine].mean() * seen.share)


def test_a_house_alone_has_sun_all_day_in_the_south_and_none_in_the_north_in_winter() -> None:
    city = sunny_town([(block(0, 0, 20, 20), 9.0)])
    seen = hours_of_sun(city, SOLSTICE)
    assert facing(city, seen, 0, -1) == pytest.approx(8.5, abs=0.5)
    assert facing(city, seen, 0, 1) == 0
    assert facing(city, seen, 1, 0) == pytest.approx(facing(city, seen, -1, 0), abs=0.5)


def test_a_house_behind_a_tower_has_less_sun() -> None:
    home, tower = (block(0, 0, 20, 20), 6.0), (block(-20, -40, 60, 20), 40.0)
    alone, behind = (sunny_town(blocks) for blocks in ([home], [home, tower]))
    hours = [facade_sun(city, hours_of_sun(city, SOLSTICE)).mean[0] for city in (alone, behind)]
    assert hours[1] < hours[0] / 2


def test_walls_have_the_area_of_their_outline_by_their_height() -> None:
    city = sunny_town([(block(0, 0, 20, 30), 12.0)])
    walls = facades(city, CityGrid.of(FRAME))
    assert walls.area_m2.sum() == pytest.approx(100 * 12)
    assert sorted(set(walls.z_m.round(3))) == [1.5, 4.5, 7.5, 10.5]


def test_open_ground_sees_the_whole_sky_and_a_yard_little_of_it() -> None:
    ring = block(0, 0, 40, 40).difference(block(12, 12, 16, 16))
    seen = sky_view(sunny_town([(ring, 30.0)]))
    cells = seen.surface.grid.cells_at(np.array([[ORIGIN[0] + 20, ORIGIN[1] + 20], [ORIGIN[0] - 180, ORIGIN[1]]]))
    yard, field = seen.at(cells)
    assert field > 0.97
    # In the middle of a round yard of 8 m radius with walls of 30 m: cos² of atan(30 / 8) = 0.066, of 11.3 m 0.124; the
    # square one of 16 m lies between them.
    assert 0.066 <= yard <= 0.124


def test_steps_of_any_length_give_nearly_the_same_hours() -> None:
    city = sunny_town([(block(0, 0, 20, 20), 20.0)])
    fine, coarse = (hours_of_sun(city, SOLSTICE, step=step) for step in (timedelta(minutes=10), HOURLY))
    means = [seen.counts.values.mean() * seen.share for seen in (fine, coarse)]
    assert means[0] == pytest.approx(means[1], abs=1.0)
