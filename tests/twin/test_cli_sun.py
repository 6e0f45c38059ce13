"""Sun and sight, asked on the command line of the embedded city."""

import json
from pathlib import Path

import pytest

from tests.twin.test_cli_reach import _said
from twin.cli import make_app, run


def test_where_the_sun_stands_and_who_is_in_shade(demo_store_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("sun", demo_store_folder, "--at", "2026-12-21T12:33+02:00", "--json")
    answer = json.loads(_said(capsys, *asked))
    assert answer["azimuth_deg"] == pytest.approx(180, abs=0.5)
    assert answer["elevation_deg"] == pytest.approx(21, abs=0.3)
    shaded = answer["shaded_share"]
    assert list(shaded) == ["streets", "green", "facades", "roofs"]
    assert 0 < shaded["roofs"] < shaded["streets"] < shaded["facades"] < 1
    assert answer["demonstration"] is True


def test_a_time_without_a_zone_is_the_citys_and_says_so(
    demo_store_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = json.loads(_said(capsys, "sun", demo_store_folder, "--at", "2026-06-21T13:30", "--json"))
    assert answer["at"] == "2026-06-21T13:30:00+03:00"
    assert answer["zone_given"] is False
    assert any("without a zone" in row["reason"] or "no zone" in row["reason"] for row in answer["report"])


def test_the_moment_that_an_answer_says_can_be_asked_for(
    demo_store_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = json.loads(_said(capsys, "sun", demo_store_folder, "--at", "2026-12-21T23:00", "--json"))["at"]
    again = json.loads(_said(capsys, "sun", demo_store_folder, "--at", said, "--json"))
    assert (again["at"], again["zone_given"]) == (said, True)


def test_at_night_nothing_is_said_of_shade(demo_store_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("sun", demo_store_folder, "--at", "2026-12-21T23:00+02:00")
    answer = json.loads(_said(capsys, *asked, "--json"))
    assert answer["is_up"] is False
    assert set(answer["shaded_share"].values()) == {None}
    assert "sub orizont" in _said(capsys, *asked, language="ro")


def test_a_day_has_hours_by_neighbourhood_that_make_up_the_citys(
    demo_store_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = json.loads(_said(capsys, "sun", demo_store_folder, "--day", "2026-12-21", "--json"))
    hours = answer["hours"]
    assert 0 < hours["homes"] < hours["streets"] < hours["roofs"] <= answer["day_length_h"] + 0.5
    assert answer["sunrise"].startswith("2026-12-21T08:1")
    means = [row["streets"] for row in answer["neighbourhoods"] if row["streets"] is not None]
    assert min(means) < hours["streets"] < max(means)
    assert answer["change"] is None


def test_a_day_is_printed_in_both_languages(demo_store_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("sun", demo_store_folder, "--day", "2026-06-21")
    assert "School grounds" in _said(capsys, *asked)
    assert "Curți de școli" in _said(capsys, *asked, language="ro")


def test_a_day_is_told_of_each_school_ground(
    demo_store_folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    asked = ("sun", demo_store_folder, "--day", "2026-12-21", "--details", "schools", "--out", tmp_path / "a.csv")
    objects = json.loads(_said(capsys, *asked, "--json"))["objects"]
    hours = [row["hours"] for row in objects]
    assert hours == sorted(hours)
    assert len((tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()) == len(objects) + 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--at", "2026-12-21"), "Write it as"),
        (("--day", "2026-02-30"), "no day"),
        ((), "Give one of --at"),
        (("--at", "2026-12-21T12:00", "--day", "2026-12-21"), "Give one of --at"),
        (("--day", "2026-12-21", "--scenario", "nobody"), "nobody"),
        (("--day", "2026-12-21", "--out", "a.csv"), "--out goes with --roofs, --details alone"),
        (("--year", "--out", "a.csv"), "--out goes with"),
        (("--at", "2026-12-21T12:00", "--irradiance", "a.csv"), "--irradiance goes with --roofs alone"),
        (("--year", "--details", "green"), "--details goes with --day alone"),
        (("--day", "2026-12-21", "--details", "parks"), "There are: green, schools, homes"),
        (("--day", "2026-12-21", "--details", "green", "--out", "a.xlsx"), "written as .csv, .geojson"),
        (("--roofs", "--out", "a.geojson"), "written as .csv"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    demo_store_folder: Path, capsys: pytest.CaptureFixture[str], asked: tuple[str, ...], said: str
) -> None:
    assert run(make_app("en"), ["sun", str(demo_store_folder), *asked], "en") != 0
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--eyes", "-100"), "from 0 to 500"),
        (("--eyes", "nan"), "from 0 to 500"),
        (("--reach", "nan"), "no distance to look"),
        (("--to", "21.1,45.63", "--out", "a.tif"), "Leave out --to"),
        (("--out", "a.png"), "written as .tif, .geojson"),
    ],
)
def test_a_view_that_cannot_be_is_refused(
    demo_store_folder: Path, capsys: pytest.CaptureFixture[str], asked: tuple[str, ...], said: str
) -> None:
    assert run(make_app("en"), ["sees", str(demo_store_folder), "--from", "21.1,45.63", *asked], "en") != 0
    assert said in capsys.readouterr().err


def test_what_is_seen_from_a_place(demo_store_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    frame = json.loads(_said(capsys, "info", demo_store_folder, "--json"))["frame"]["bounds_lonlat"]
    here = f"{(frame[1] + frame[3]) / 2:.5f}, {(frame[0] + frame[2]) / 2:.5f}"
    low, high = (
        json.loads(_said(capsys, "sees", demo_store_folder, "--from", here, "--eyes", eyes, "--json"))
        for eyes in ("1.6", "60")
    )
    assert 0 < low["seen_ground_m2"] <= low["seen_m2"] < high["seen_m2"]
    there = f"{(frame[1] + frame[3]) / 2 + 0.002:.5f}, {(frame[0] + frame[2]) / 2:.5f}"
    line = json.loads(
        _said(capsys, "sees", demo_store_folder, "--from", here, "--to", there, "--eyes", "120", "--target", "120",
              "--json")
    )  # fmt: skip
    assert line["seen"] is True
    assert line["distance_m"] == pytest.approx(0.002 * 111_130, rel=0.01)
