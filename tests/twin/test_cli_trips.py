import json
from pathlib import Path

import pytest
import shapely

from twin.city import City
from twin.cli import run
from twin.cli_trips import lonlat_from_text, minutes_from_text, time_from_text
from viewer.cli import twin_app


def twin(*tokens: str | Path, language: str = "en") -> int:
    return run(twin_app(language), [str(t) for t in tokens], language)


@pytest.fixture(scope="module")
def ends(demo_city: City) -> tuple[str, str]:
    """Two points 400 m west and 500 m east of the centre of the embedded city."""
    x, y = (float(v) for v in demo_city.frame.from_lonlat_points(*demo_city.recipe.centre_lonlat))
    lon, lat = demo_city.frame.to_lonlat_points([x - 400, x + 500], [y, y + 100])
    return f"{lon[0]:.6f},{lat[0]:.6f}", f"{lon[1]:.6f},{lat[1]:.6f}"


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], demo_store_folder: Path, ends: tuple[str, str]):
    """Ask for a trip or a ring in the embedded city and return the JSON."""

    def ask(command: str, *tokens: str) -> dict:
        points = ["--from", ends[0], *(["--to", ends[1]] if command == "route" else [])]
        assert twin(command, demo_store_folder, *points, *tokens, "--json") == 0
        out, err = capsys.readouterr()
        assert err == ""
        return json.loads(out)

    return ask


def test_a_route_as_json_adds_up(said) -> None:
    found = said("route", "--mode", "walk")
    assert found["mode"] == "walk"
    assert found["length_m"] > 900
    assert sum(step["length_m"] for step in found["steps"]) == pytest.approx(found["length_m"], abs=1)
    assert sum(step["seconds"] for step in found["steps"]) == pytest.approx(60 * found["minutes"], abs=1)
    assert found["demonstration"] is True


def test_the_line_of_a_route_is_geojson_from_point_to_point(said, ends: tuple[str, str]) -> None:
    found = said("route", "--mode", "walk")
    line = shapely.geometry.shape(found["geometry"])
    assert line.geom_type == "LineString"
    for text, (lon, lat), snap_m in zip(ends, (line.coords[0], line.coords[-1]), found["snap_m"].values(), strict=True):
        asked = [float(v) for v in text.split(",")]
        assert (lon, lat) == pytest.approx(asked, abs=(snap_m + 1) / 70_000)


def test_only_bikes_have_stress_and_only_wheelchairs_unknown_metres(said) -> None:
    bike, wheelchair = said("route", "--mode", "bike"), said("route", "--mode", "wheelchair")
    assert 0 < sum(bike["stress"]["metres"].values()) <= bike["length_m"] + 1
    assert bike["unknown_m"] is None
    assert wheelchair["stress"] is None
    assert wheelchair["unknown_m"] >= 0


def test_a_time_gives_departure_and_arrival(said) -> None:
    found = said("route", "--mode", "walk", "--at", "2026-03-02T08:00")
    assert found["departure"].startswith("2026-03-02T08:00:00")
    assert found["arrival"] > found["departure"]


def test_transit_without_a_time_is_an_estimate(said) -> None:
    found = said("route", "--mode", "transit")
    assert found["estimated"] == any(step["kind"] == "ride" for step in found["steps"])


def test_instructions_are_in_the_language_of_the_user(
    demo_store_folder: Path, ends: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    texts = {}
    for language in ("en", "ro"):
        twin("route", demo_store_folder, "--from", ends[0], "--to", ends[1], "--json", language=language)
        texts[language] = json.loads(capsys.readouterr().out)["steps"][0]["instruction"]
    assert texts["en"].startswith("Go ")
    assert texts["ro"] != texts["en"]


def test_a_route_for_people_is_a_table(
    demo_store_folder: Path, ends: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert twin("route", demo_store_folder, "--from", ends[0], "--to", ends[1], "--mode", "bike") == 0
    said = capsys.readouterr().out
    assert "By bike: " in said
    assert "Traffic stress: " in said
    assert "Demonstration data" in said


def test_rings_are_geojson_that_contain_each_other(said) -> None:
    found = said("isochrone", "--minutes", "10,5", "--mode", "walk")
    small, large = (shapely.geometry.shape(f["geometry"]) for f in found["features"])
    assert found["type"] == "FeatureCollection"
    assert [f["properties"]["minutes"] for f in found["features"]] == [5, 10]
    assert large.covers(small)


def test_rings_say_who_lives_and_what_stands_there(said) -> None:
    small, large = (f["properties"] for f in said("isochrone", "--minutes", "3,10")["features"])
    assert 0 < small["area_m2"] < large["area_m2"]
    assert 0 <= small["residents"] < large["residents"]
    assert large["facilities"]["school"] >= small["facilities"]["school"]


def test_an_isochrone_for_people_is_a_table(
    demo_store_folder: Path, ends: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert twin("isochrone", demo_store_folder, "--from", ends[0], "--minutes", "5") == 0
    assert "Residents" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("tokens", "says"),
    [
        (["route", "{city}", "--to", "{to}"], "--from needs a value"),
        (["route", "{city}", "--from", "{from}"], "--to needs a value"),
        (["route", "--from", "{from}", "--to", "{to}"], "DIR needs a value"),
        (["route", "{city}", "--from", "21.2", "--to", "{to}"], "--from takes longitude,latitude"),
        (["route", "{city}", "--from", "here,there", "--to", "{to}"], "not “here,there”"),
        (["route", "{city}", "--from", "200,45", "--to", "{to}"], "not “200,45”"),
        (["route", "{city}", "--from", "{swapped}", "--to", "{to}"], "Longitude comes first"),
        (["route", "{city}", "--from", "-3.7,40.4", "--to", "{to}"], "outside the city"),
        (["route", "{city}", "--from", "{from}", "--to", "{to}", "--mode", "fly"], "no mode “fly”"),
        (["route", "{city}", "--from", "{from}", "--to", "{to}", "--at", "soon"], "not “soon”"),
        (["route", "{none}", "--from", "{from}", "--to", "{to}"], "holds no city"),
        (["isochrone", "{city}", "--from", "{from}", "--minutes", "0"], "more than 0"),
        (["isochrone", "{city}", "--from", "{from}", "--minutes", "5,1000"], "at most 120"),
        (["isochrone", "{city}", "--from", "{from}", "--minutes", "nan"], "more than 0"),
        (["isochrone", "{city}", "--from", "{from}", "--minutes", "five"], "not “five”"),
        (["isochrone", "{city}", "--minutes", "5"], "--from needs a value"),
    ],
)
def test_wrong_input_is_one_line_and_status_2(
    tokens: list[str], says: str, demo_store_folder: Path, ends: tuple[str, str], tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    swapped = ",".join(reversed(ends[0].split(",")))
    fields = {"city": demo_store_folder, "none": tmp_path, "from": ends[0], "to": ends[1], "swapped": swapped}
    assert twin(*(token.format(**fields) for token in tokens)) == 2
    out, err = capsys.readouterr()
    assert says in err
    assert len(err.strip().splitlines()) == 1
    assert out == ""


def test_spaces_after_commas_are_forgiven() -> None:
    assert lonlat_from_text("21.2, 45.7", "--from") == (21.2, 45.7)
    assert minutes_from_text("5, 10") == (5, 10)


def test_a_time_may_have_a_zone() -> None:
    assert time_from_text("2026-03-02T08:00Z").utcoffset().total_seconds() == 0
    assert time_from_text("2026-03-02 08:00").tzinfo is None
