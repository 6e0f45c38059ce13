"""Access, matrix, sites, critical links and the graph as a file, asked on the command line of the embedded city."""

import json
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

from twin.cli import make_app, run


def _said(capsys: pytest.CaptureFixture[str], *tokens: object, language: str = "en", status: int = 0) -> str:
    """Return what a command printed; its errors when it has to fail."""
    assert run(make_app(language), [str(token) for token in tokens], language) == status
    printed = capsys.readouterr()
    return printed.err if status else printed.out


def test_access_tells_shares_that_grow_with_the_minutes(
    demo_store_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("access", demo_store_folder, "--to", "amenities:school", "--minutes", "5,10,15", "--json")
    answer = json.loads(_said(capsys, *asked))
    shares = [row["residents_share"] for row in answer["served"]]
    assert answer["demonstration"] is True
    assert 0 < shares[0] < shares[1] < shares[2] <= 1
    assert sum(row["residents"] for row in answer["neighbourhoods"]) == pytest.approx(answer["residents"])
    assert answer["worst_tenth_min"] > answer["median_min"] > 0


def test_access_is_printed_for_people_and_says_that_the_city_is_made_up(
    demo_store_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = _said(capsys, "access", demo_store_folder, "--to", "charging_stations", "--mode", "wheelchair")
    assert "Demonstration data" in printed
    assert "1,000 residents" in printed or "no charger at all" in printed
    assert "wheelchairs" in printed


def test_a_matrix_has_a_row_for_each_pair(
    demo_store_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stops = json.loads(_said(capsys, "info", demo_store_folder, "--json"))["frame"]["bounds_lonlat"]
    lon, lat = (stops[0] + stops[2]) / 2, (stops[1] + stops[3]) / 2
    points = tmp_path / "points.csv"
    points.write_text(f"id,lon,lat\na,{lon},{lat}\nb,{lon + 0.005},{lat}\nc,{lon},{lat + 0.004}\n")
    out = tmp_path / "times.csv"
    printed = _said(capsys, "matrix", demo_store_folder, "--from", points, "--to", points, "--out", out)
    table = pd.read_csv(out)
    assert "9 pairs" in printed
    assert len(table) == 9
    assert (table.loc[table["from"] == table["to"], "seconds"] == 0).all()


def test_sites_come_with_a_reason_and_ever_smaller_gains(
    demo_store_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "sites.geojson"
    answer = json.loads(_said(capsys, "site", demo_store_folder, "--count", "4", "--out", out, "--json"))
    gains = [site["residents"] for site in answer["sites"]]
    assert gains == sorted(gains, reverse=True)
    assert answer["sites"][0]["reason"].startswith("+")
    assert len(json.loads(out.read_text())["features"]) == 4


def test_bridges_over_the_canal_are_critical(demo_store_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = json.loads(_said(capsys, "critical", demo_store_folder, "--mode", "car", "--top", "3", "--json"))
    assert answer["bridges"][0]["crosses"] == "water"
    assert answer["bridges"][0]["person_min"] >= answer["bridges"][-1]["person_min"] > 0
    assert "minut" in _said(capsys, "critical", demo_store_folder, "--top", "2", language="ro").lower()


def test_the_graph_goes_to_other_programs(
    demo_store_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "car.graphml"
    assert str(out) in _said(capsys, "graph", demo_store_folder, "--mode", "car", "--out", out)
    assert nx.read_graphml(out, force_multigraph=True).number_of_edges() > 1000


@pytest.mark.parametrize(
    ("tokens", "said"),
    [
        (("access", "--to", "amenities:scool"), "no class"),
        (("access", "--to", "scools"), "no layer"),
        (("access", "--to", "amenities:school", "--minutes", "0"), "more than 0"),
        (("access", "--to", "amenities:school", "--minutes", "9999"), "at most"),
        (("access", "--to", "amenities:school", "--mode", "fly"), "no mode"),
        (("access",), "--to needs a value"),
        (("site", "--count", "0"), "count"),
        (("critical", "--mode", "fly"), "no mode"),
        (("graph", "--out", "graph.xyz"), ".graphml"),
        (("matrix", "--from", "a.csv", "--to", "b.csv", "--out", "times.xyz"), ".csv"),
    ],
)
def test_wrong_use_is_one_clear_line(
    demo_store_folder: Path, capsys: pytest.CaptureFixture[str], tokens: tuple[str, ...], said: str
) -> None:
    printed = _said(capsys, tokens[0], demo_store_folder, *tokens[1:], status=2)
    assert said in printed
    assert printed.count("\n") == 1
