from pathlib import Path

import pytest

from geodata.errors import RecipeError
from geodata.recipe_file import bundled_recipe, read_recipe
from geodata.targets import Target

RECIPE = """
title = { en = "Tiny" }
bounds_lonlat = [21.1, 45.7, 21.3, 45.8]
centre_lonlat = [21.2, 45.75]
"""


def read(folder: Path, targets: str) -> tuple[Target, ...]:
    path = folder / "tiny.toml"
    path.write_text(RECIPE + targets, encoding="utf-8")
    return read_recipe(path).targets


def test_a_recipe_states_baselines_and_goals(tmp_path: Path) -> None:
    text = '[[targets]]\nindicator = "trees"\nbaseline = 20\ngoal = 120\nsource = "plan"\n'
    assert read(tmp_path, text) == (Target("trees", "plan", baseline=20, goal=120),)


def test_a_target_without_a_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"\[\[targets\]\] source is missing"):
        read(tmp_path, '[[targets]]\nindicator = "trees"\n')


def test_an_unknown_field_of_a_target_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"\[\[targets\]\] aim"):
        read(tmp_path, '[[targets]]\nindicator = "trees"\nsource = "plan"\naim = 3\n')


def test_progress_is_the_share_of_the_way() -> None:
    target = Target("trees", "plan", baseline=20, goal=120)
    assert [target.progress(value) for value in (20, 45, 130, 10)] == [0, 0.25, 1.1, -0.1]


def test_a_target_without_a_goal_has_no_progress() -> None:
    assert Target("trees", "plan", baseline=20).progress(30) is None


def test_the_city_stood_at_88_72_km_and_20_chargers() -> None:
    known = {target.indicator: target for target in bundled_recipe("timisoara").targets}
    assert known["bike_network_km"].baseline == 88.72
    assert (known["charging_stations"].baseline, known["charging_stations"].goal) == (20, 120)
