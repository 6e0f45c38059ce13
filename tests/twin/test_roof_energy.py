from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pvlib.location import Location

from geodata.errors import InputError
from geodata.irradiance import read_irradiance
from tests.twin.sunny_town import block, sunny_town
from tests.twin.test_surface import lonlat
from twin.roof_energy import STEP, roof_energy
from twin.roof_output import roofs_json
from twin.sun import day_positions, mean_days


def steady(ghi: float, dni: float, dhi: float) -> pd.DataFrame:
    times = pd.date_range("2026-01-01", "2026-12-31 23:00", freq="h", tz="UTC")
    return pd.DataFrame({"ghi": ghi, "dni": dni, "dhi": dhi}, index=times)


def clear_year_kwh_m2() -> float:
    lon, lat = sunny_town().recipe.centre_lonlat
    hours = pd.date_range("2026-01-01 00:30", "2026-12-31 23:30", freq="h", tz="UTC")
    return float(Location(lat, lon, altitude=0).get_clearsky(hours)["ghi"].sum() / 1000)


@pytest.mark.filterwarnings("ignore:DatetimeIndex.dayofyear")
def test_a_flat_roof_alone_gets_what_level_ground_gets() -> None:
    found = roof_energy(sunny_town([(block(0, 0, 20, 20), 30.0)])).table.loc["b/0"]
    assert found["area_m2"] == 400
    assert found["sky_view"] > 0.99
    # All hours of all days of the year, not of twelve of them.
    assert found["kwh_m2"] == pytest.approx(clear_year_kwh_m2(), rel=0.02)
    assert found["kwh"] == pytest.approx(found["kwh_m2"] * 400)
    assert 4200 < found["hours"] < 4500  # the sun is up for 4,380 hours, half of a year


def test_light_of_the_sky_alone_is_its_strength_by_the_hours_in_which_the_sun_is_up() -> None:
    city = sunny_town([(block(0, 0, 20, 20), 30.0)])
    found = roof_energy(city, irradiance=steady(100, 0, 100)).table.loc["b/0"]
    hours = sum(days * len(day_positions(city, day, step=STEP)) for day, days in mean_days())  # a file has their means
    assert hours == pytest.approx(found["hours"], rel=0.1)
    assert found["kwh_m2"] == pytest.approx(0.1 * hours * found["sky_view"], rel=1e-3)


def test_a_roof_behind_a_tower_gets_less() -> None:
    made = roof_energy(sunny_town([(block(0, 0, 20, 20), 6.0), (block(-20, -40, 60, 20), 40.0)])).table
    assert made.loc["b/0", "kwh_m2"] < 0.8 * made.loc["b/1", "kwh_m2"]
    assert made.loc["b/0", "sky_view"] < made.loc["b/1", "sky_view"]


def test_a_scenario_tells_what_it_takes_from_the_roofs_that_stay() -> None:
    city = sunny_town([(block(0, 0, 20, 20), 6.0)])
    tower = lonlat(block(-20, -40, 60, 20))
    answer = roof_energy(city.scenario("A").add_building(tower, storeys=14, use="commercial").applied)
    assert answer.before is not None
    before = answer.before.loc["b/0", "kwh"]
    assert before == roof_energy(city).table.loc["b/0", "kwh"]
    change = answer.table["kwh_change"]
    assert change["b/0"] == pytest.approx(answer.table.loc["b/0", "kwh"] - before)
    assert change["b/0"] < -0.2 * before
    assert change.drop("b/0").isna().all()  # the tower's own roof is nobody's gain
    said = roofs_json(city, answer, scenario="A")
    assert said["kwh_before"] == pytest.approx(before, abs=0.1)
    assert said["kwh_change"] == pytest.approx(change["b/0"], abs=0.1)
    assert said["kwh"] > said["kwh_before"]


def test_a_roof_too_small_for_the_grid_is_not_known_and_told() -> None:
    found = roof_energy(sunny_town([(block(0.1, 0.1, 0.5, 0.5), 6.0), (block(50, 0, 20, 20), 6.0)]))
    assert np.isnan(found.table.loc["b/0", "kwh"])
    assert any(entry.examples == ("b/0",) for entry in found.report.entries)


def written(folder: Path, rows: str) -> Path:
    path = folder / "year.csv"
    path.write_text(f"time,ghi,dni,dhi\n{rows}\n", encoding="utf-8")
    return path


def test_irradiance_is_read_with_its_times_in_utc(tmp_path: Path) -> None:
    rows = "\n".join(f"2020-{month:02d}-15T12:00+02:00,500,600,100" for month in range(1, 13))
    found = read_irradiance(written(tmp_path, rows))
    assert len(found) == 12
    assert found.index[0] == pd.Timestamp("2020-01-15T10:00Z")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("2020-01-15T12:00,1,1,1", "row 2: needs a time with a zone"),
        ("2020-01-15T12:00Z,1,1,1\n2020-02-15T12:00Z,1,nothing,1", "row 3"),
        ("2020-01-15T12:00Z,-5,1,1", "row 2"),
        ("2020-01-15T12:00Z,1,1,9999", "row 2"),
        ("2020-01-15T12:00Z,1,1,1", "all twelve months"),
    ],
)
def test_irradiance_that_cannot_be_is_refused_by_its_row(tmp_path: Path, rows: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_irradiance(written(tmp_path, rows))


def test_a_table_without_the_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("time,ghi\n2020-01-01T00:00Z,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column dni, dhi"):
        read_irradiance(path)
