import json
from pathlib import Path

import pytest

from twin.cli import run, user_language
from viewer.cli import twin_app


def twin(*tokens: str | Path, language: str = "en") -> int:
    return run(twin_app(language), [str(t) for t in tokens], language)


def test_build_and_info_work_on_an_osm_file(tiny_osm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert twin("build", "--osm", tiny_osm, "--out", tmp_path / "city") == 0
    capsys.readouterr()
    assert twin("info", tmp_path / "city", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["layers"]["buildings"]["count"] == 3
    assert set(said) >= {"layers", "report", "sources", "frame", "build_s", "peak_mb"}
    assert said["build_s"] > 0
    assert said["peak_mb"] > 10


def test_build_with_json_prints_json_and_nothing_else(
    tiny_osm: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert twin("build", "--osm", tiny_osm, "--out", tmp_path / "city", "--json") == 0
    out, err = capfd.readouterr()
    assert json.loads(out)["layers"]["buildings"]["count"] == 3
    assert err == ""


def test_info_for_people_is_in_their_language(tiny_store_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert twin("info", tiny_store_folder, language="ro") == 0
    said = capsys.readouterr().out
    assert "Straturi" in said
    assert "Clădiri" in said


def test_info_of_the_embedded_city_says_that_it_is_made_up(
    demo_store_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert twin("info", demo_store_folder, language="ro") == 0
    assert "date demonstrative" in capsys.readouterr().out.lower()


@pytest.mark.parametrize(
    ("tokens", "says"),
    [
        (["build", "--out", "{tmp}/a"], "--osm"),
        (["build", "--osm", "{tmp}/none.osm.pbf", "--out", "{tmp}/a"], "none.osm.pbf"),
        (["build", "--demo", "--osm", "{osm}", "--out", "{tmp}/a"], "--demo"),
        (["build", "--osm", "{osm}", "--add", "castles={osm}", "--out", "{tmp}/a"], "castles"),
        (["build", "--osm", "{osm}", "--add", "trees", "--out", "{tmp}/a"], "LAYER=FILE"),
        (["build", "--osm", "{osm}", "--recipe", "{tmp}/none.toml", "--out", "{tmp}/a"], "none.toml"),
        (["build", "--osm", "{osm}", "--out", "/proc/city"], "/proc/city"),
        (["build", "--osm", "{osm}", "--ndvi", "{tmp}/B04.jp2", "{tmp}/B8A.jp2", "--out", "{tmp}/a"], "B04.jp2"),
        (["build", "--osm", "{osm}", "--scene-classes", "{tmp}/SCL.jp2", "--out", "{tmp}/a"], "--ndvi"),
        (["build", "--osm", "{osm}", "--ndvi", "{tmp}/B04.jp2"], "--ndvi"),
        (["info", "{tmp}"], "holds no city"),
        (["serve", "{tmp}"], "holds no city"),
        (["fly"], "fly"),
        (["build", "--osm", "{osm}"], "--out"),
    ],
)
def test_wrong_use_ends_with_status_2_and_one_line(
    tokens: list[str], says: str, tiny_osm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert twin(*(t.format(tmp=tmp_path, osm=tiny_osm) for t in tokens)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    lines = [line for line in err.strip().splitlines() if line.strip()]
    assert says in lines[-1]
    assert len(lines) == 1


@pytest.mark.parametrize(("setting", "language"), [("ro_RO.UTF-8", "ro"), ("en_GB", "en"), ("de_DE", "en")])
def test_the_language_is_that_of_the_system(setting: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TWIN_LANGUAGE", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", setting)
    assert user_language() == language


def test_help_is_in_romanian_for_a_romanian(capsys: pytest.CaptureFixture[str]) -> None:
    twin("build", "--help", language="ro")
    assert "Dosarul" in capsys.readouterr().out
