import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from twin.info import info_json, print_info
from twin.store import Store, open_store


@pytest.fixture
def demo_store(demo_store_folder: Path) -> Store:
    return open_store(demo_store_folder)


def said_of(store: Store, language: str, capsys: pytest.CaptureFixture[str]) -> str:
    print_info(store, language, as_json=False)
    return capsys.readouterr().out


def line_of(text: str, start: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(start))


def test_the_graph_is_said_in_one_line(demo_store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    facts = info_json(demo_store, "en")["mobility"]
    line = line_of(said_of(demo_store, "en", capsys), "Mobility:")
    assert f"{facts['nodes']:,} nodes" in line  # type: ignore[index]
    assert f"{facts['modes']['car']['km']:,.0f} by car" in line  # type: ignore[index]
    assert line.endswith("22 lines of public transport, with exact times")


def test_the_ground_says_how_exact_it_is(demo_store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    terrain = info_json(demo_store, "en")["terrain"]
    nine_of_ten, built = terrain["error_built_90_m"], terrain["greatest_error_built_m"]  # type: ignore[index]
    assert 0 < nine_of_ten < 0.1 < built < 0.65
    assert built <= terrain["greatest_error_m"] < 1.7  # type: ignore[index]  # at the shore of a pond made level
    assert terrain["triangles"] > 2  # type: ignore[index]
    line = line_of(said_of(demo_store, "en", capsys), "Ground from a terrain model")
    assert f"{terrain['greatest_error_m']:.2f} m elsewhere" in line  # type: ignore[index]


def test_a_city_without_a_feed_says_that_it_has_no_lines(
    tiny_store_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "no lines of public transport" in said_of(open_store(tiny_store_folder), "en", capsys)


def test_lines_without_times_are_said_to_be_estimated(demo_store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    timetable = demo_store.city.timetable
    assert timetable is not None
    untimed = replace(timetable, patterns=timetable.patterns.assign(trips=0), trips=timetable.trips.iloc[:0])
    city = replace(demo_store.city, read_timetable=lambda: untimed)
    assert "with estimated times" in said_of(replace(demo_store, city=city), "en", capsys)


def test_residents_are_said_with_how_they_are_known(demo_store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert line_of(said_of(demo_store, "en", capsys), "Residents:").startswith("Residents: 96,000 · dwellings: ")


def test_what_the_graph_assumed_is_in_the_report_under_its_title(
    demo_store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [line for line in said_of(demo_store, "en", capsys).splitlines() if "wheelchairs can pass" in line]
    assert rows
    assert all("Mobility" in row for row in rows)


def test_json_has_kilometres_by_mode_and_the_timetable(demo_store: Store) -> None:
    mobility = json.loads(json.dumps(info_json(demo_store, "en")))["mobility"]
    assert set(mobility["modes"]) >= {"walk", "wheelchair", "bike", "bike_cautious", "car", "transit"}
    assert mobility["modes"]["walk"]["km"] > mobility["modes"]["car"]["km"] > 0
    assert mobility["timetable"]["lines_exact"] == mobility["timetable"]["lines"] == 22


def test_info_imports_neither_networkx_nor_numba(demo_store_folder: Path) -> None:
    program = (
        "import sys; from twin.info import print_info; from twin.store import open_store; from pathlib import Path; "
        f"print_info(open_store(Path({str(demo_store_folder)!r})), 'en', as_json=True); "
        "sys.exit(','.join({'networkx', 'numba'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_closed_solids_are_said_by_roof_and_in_one_line(demo_store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    buildings = info_json(demo_store, "en")["layers"]["buildings"]  # type: ignore[index]
    assert buildings["closed_share"] >= 0.99
    assert sum(roof["count"] for roof in buildings["roofs"].values()) <= buildings["count"]
    assert {"hipped", "gabled", "flat"} <= set(buildings["roofs"])
    line = line_of(said_of(demo_store, "ro", capsys), "Corpuri închise: 100 % din clădirile desenate (12.")
    assert "în patru ape" in line
