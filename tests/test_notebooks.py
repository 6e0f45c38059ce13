"""Notebooks tell one story, agree with their text twin, and run from top to bottom on any city."""

import ast
import base64
import io
import re
from pathlib import Path

import jupytext
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from PIL import Image

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
A_CITY, NEXT_100_CHARGERS, A_BRIDGE_CLOSED, WHO_REACHES_WHAT = (
    next(path for path in NOTEBOOKS if path.stem == name)
    for name in ("01_a_city", "02_next_100_chargers", "03_a_bridge_closed", "04_who_reaches_what")
)
TIMEOUT_S = 300

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(notebook: NotebookNode) -> list[tuple[str, str]]:
    return [(cell.cell_type, cell.source) for cell in notebook.cells]


def code(notebook: NotebookNode) -> list[str]:
    return [source for kind, source in cells(notebook) if kind == "code"]


@every_notebook
def test_a_notebook_and_its_text_twin_agree(path: Path) -> None:
    assert cells(nbformat.read(path, as_version=4)) == cells(jupytext.read(path.with_suffix(".py")))


@every_notebook
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    assert not [cell for cell in nbformat.read(path, as_version=4).cells if cell.get("outputs")]


@every_notebook
def test_a_notebook_is_short_and_defines_nothing(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    assert len(notebook.cells) < 15
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    assert not [
        node for source in code(notebook) for node in ast.walk(ast.parse(source)) if isinstance(node, definitions)
    ]


def run(path: Path) -> NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    return NotebookClient(notebook, timeout=TIMEOUT_S, resources=resources).execute()


def texts(notebook: NotebookNode) -> str:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return "\n".join(o.text if o.output_type == "stream" else o.data.get("text/html", "") for o in outputs)


def pictures(notebook: NotebookNode) -> list[np.ndarray]:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    encoded = [o.data["image/png"] for o in outputs if "image/png" in o.get("data", {})]
    return [np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")) for png in encoded]


@pytest.fixture(scope="module")
def demo_run() -> NotebookNode:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TWIN_CITY", raising=False)
        return run(A_CITY)


@pytest.fixture(scope="module")
def timisoara_run(timisoara_store_folder: Path) -> NotebookNode:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TWIN_CITY", str(timisoara_store_folder))
        return run(A_CITY)


@pytest.fixture(scope="module")
def reach_run() -> NotebookNode:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TWIN_CITY", raising=False)
        return run(WHO_REACHES_WHAT)


@pytest.fixture(scope="module")
def chargers_run() -> NotebookNode:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TWIN_CITY", raising=False)
        return run(NEXT_100_CHARGERS)


@pytest.fixture(scope="module")
def bridge_run() -> NotebookNode:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TWIN_CITY", raising=False)
        return run(A_BRIDGE_CLOSED)


def test_a_city_runs_on_the_embedded_city_and_says_that_it_is_invented(demo_run: NotebookNode) -> None:
    assert "Demonstration city" in texts(demo_run)
    assert "Date demonstrative: this city is invented" in texts(demo_run)


def test_a_city_shows_the_city_in_3d_and_a_chart(demo_run: NotebookNode) -> None:
    city, chart = pictures(demo_run)
    assert city.shape == (700, 1200, 3)
    assert len(np.unique(city.reshape(-1, 3), axis=0)) > 1000
    assert chart.shape[0] > 300


def test_the_same_cells_run_on_a_real_city(timisoara_run: NotebookNode) -> None:
    assert "Timișoara: 44," in texts(timisoara_run)
    assert "Catedrala Mitropolitană" in texts(timisoara_run)
    assert "invented" not in texts(timisoara_run)
    assert len(pictures(timisoara_run)) == 2


def number(said: str, pattern: str) -> float:
    found = re.search(pattern, said)
    assert found, pattern
    return float(found[1].replace(",", ""))


def share_of(picture: np.ndarray, colour: str) -> float:
    """Return the share of a picture that has nearly a colour, such as "#2166ac"."""
    wanted = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])
    return float((np.abs(picture.astype(int) - wanted).max(axis=2) < 12).mean())


def test_next_100_chargers_says_where_to_begin_and_what_it_brings(chargers_run: NotebookNode) -> None:
    said = texts(chargers_run)
    first = number(said, r"Begin in Strada [^:]+: ([\d,]+) residents")
    ten = number(said, r"first ten sites bring ([\d,]+) within 5 minutes")
    assert first < ten < number(said, r"all 100 bring ([\d,]+)")
    assert number(said, r"(\d+)% of residents today") < number(said, r"(\d+)% then")
    assert "The goal of 120 stations" in said
    assert "The plan is at 100%" in said
    assert all(name in said for name in ("sites.geojson", "comparison.csv", "scenario.json"))
    assert "Date demonstrative: this city is invented" in said


def test_next_100_chargers_draws_today_the_curve_the_plan_and_who_gains(chargers_run: NotebookNode) -> None:
    today, curve, plan, gains = pictures(chargers_run)
    assert all(min(picture.shape[:2]) > 300 for picture in (today, curve, plan, gains))
    assert share_of(today, "#f1a340") > 2 * share_of(plan, "#f1a340") > 0
    assert share_of(plan, "#67b3d9") > share_of(plan, "#f1a340")
    assert share_of(gains, "#67b3d9") > 0.05


def test_a_bridge_closed_says_who_loses_and_what_is_spared(bridge_run: NotebookNode) -> None:
    said = texts(bridge_run)
    assert re.search(r"Close [^\n]+ to all", said)
    assert number(said, r"([\d,]+) residents need \d+\.\d minutes more on foot") > 1000
    spared, lost = (number(said, pattern) for pattern in (r"spares ([\d,]+) of", r"of the ([\d,]+) hours"))
    assert 0 < spared <= lost
    assert "hours spared" in said
    assert "Date demonstrative: this city is invented" in said


def test_a_bridge_closed_draws_bridges_ways_homes_and_neighbourhoods(bridge_run: NotebookNode) -> None:
    bridges, ways, homes, losers = pictures(bridge_run)
    assert all(min(picture.shape[:2]) > 300 for picture in (bridges, ways, homes, losers))
    assert share_of(bridges, "#2166ac") > 0.01
    assert share_of(ways, "#d9730d") > share_of(ways, "#2166ac") > 0
    assert share_of(homes, "#c0182b") > 0
    assert share_of(losers, "#2166ac") > 0.01


def test_who_reaches_what_answers_every_question_with_a_number(reach_run: NotebookNode) -> None:
    said = texts(reach_run)
    assert "96,000 residents" in said
    assert re.search(r"On foot \d+% of residents, by wheelchair \d+%", said)
    assert re.search(r"over Canalul Morii: [\d,]+ of 96,000 residents would need \d+\.\d minutes more", said)
    assert "Date demonstrative: this city is invented" in said


def test_who_reaches_what_draws_rings_shares_detour_and_chargers(reach_run: NotebookNode) -> None:
    drawn = pictures(reach_run)
    assert len(drawn) == 4
    assert all(min(picture.shape[:2]) > 300 for picture in drawn)
    rings = drawn[0].reshape(-1, 3).astype(int)
    is_green = (rings[:, 1] > rings[:, 0] + 20) & (rings[:, 1] > rings[:, 2] + 20)
    assert 0.1 < is_green.mean() < 0.9
