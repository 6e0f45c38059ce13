"""How lines run where no timetable says so: recipe first, then what is assumed."""

from pathlib import Path

import pytest

from geodata.errors import RecipeError
from geodata.gtfs_defaults import ASSUMED, LineService, TransitDefaults
from geodata.recipe_file import bundled_recipe, read_recipe
from geodata.source import Recipe

RECIPE = """
title = { en = "Town" }
bounds_lonlat = [21.1, 45.7, 21.3, 45.8]
centre_lonlat = [21.2, 45.75]
"""


def read(folder: Path, transit: str) -> Recipe:
    path = folder / "town.toml"
    path.write_text(RECIPE + transit, encoding="utf-8")
    return read_recipe(path)


def test_a_mode_of_the_recipe_comes_before_what_is_assumed(tmp_path: Path) -> None:
    transit = read(tmp_path, "[transit.tram]\nspeed_kmh = 21\n").transit
    assert transit.speed_kmh(mode="tram", line="2") == 21
    assert transit.headway_s(mode="tram", line="2") == 60 * (ASSUMED["tram"].headway_min or 0)


def test_the_longest_name_that_fits_a_line_counts_most() -> None:
    lines = {"E*": LineService(headway_min=20), "E4*": LineService(headway_min=15), "*": LineService(speed_kmh=9)}
    defaults = TransitDefaults(lines=lines)
    assert defaults.headway_s(mode="bus", line="E4b") == 900
    assert defaults.speed_kmh(mode="bus", line="E4b") == 9


def test_a_mode_nobody_knows_runs_as_other() -> None:
    assert TransitDefaults().speed_kmh(mode="hovercraft", line="1") == ASSUMED["other"].speed_kmh


@pytest.mark.parametrize(
    ("transit", "message"),
    [
        ("[transit.trams]\nspeed_kmh = 9\n", r"\[transit\] trams is not a field"),
        ("[transit.tram]\nspeed = 9\n", r"\[transit.tram\] speed is not a field"),
        ("[transit.tram]\nheadway_min = 0\n", r"\[transit.tram\] headway_min must be a number above 0"),
        ("[transit]\ntram = 9\n", r"\[transit\] tram must be a table"),
        ('[transit.lines]\n"M*" = { speed_kmh = "fast" }\n', r"M\*: speed_kmh must be a number above 0"),
    ],
)
def test_a_wrong_field_of_transit_gives_one_line(tmp_path: Path, transit: str, message: str) -> None:
    with pytest.raises(RecipeError, match=message):
        read(tmp_path, transit)


def test_lines_to_the_villages_of_timisoara_run_seldom() -> None:
    transit = bundled_recipe("timisoara").transit
    assert transit.headway_s(mode="bus", line="M22") == 3600
    assert transit.headway_s(mode="tram", line="1") == 720
