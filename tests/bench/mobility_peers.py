"""Questions to a city's graph for walkers: ours beside networkx, scipy and pandana on the same arcs, in metres.

Pandana is AGPL and so no dependency of ours: it lives in an environment of the benchmark's own, `.venv-bench`, and
answers from a process of its own. Slow peers answer a part of the question, and their time is scaled up.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import networkx as nx
import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from twin.city import City
from twin.mobility import MobilityGraph
from twin.search import CompiledGraph, count_within, nearest, times, times_many
from twin.snapping import Seeds

from .run import ROOT, Figure

ENVIRONMENT = ROOT / ".venv-bench"
PANDANA = "pandana==0.8"
MODE = "walk"
LIMIT_M = 1200.0
FAR_M = 1e6  # farther than any two nodes: pandana wants a limit
FACILITIES, CLOSED_LINKS, PLACES = 52, 50, 100
NETWORKX_PLACES = 10  # of which the time of all is reckoned
SCIPY_ROWS = 500  # rows of a dense table at once
Answers = Mapping[str, np.ndarray]  # by question, and the seconds it took as "<question>_s"
Columns = tuple[np.ndarray, np.ndarray, np.ndarray]  # tail, head, metres
T = TypeVar("T")


@dataclass(frozen=True)
class Questions:
    """A city's graph for walkers, `length_m` being what an arc costs, and what is asked of it."""

    tail: np.ndarray
    head: np.ndarray
    length_m: np.ndarray
    node_count: int
    start: int
    facilities: np.ndarray
    closed_arcs: np.ndarray
    origins: np.ndarray
    targets: np.ndarray

    @property
    def arcs(self) -> Columns:
        """Tail, head and metres."""
        return self.tail, self.head, self.length_m

    @property
    def is_open(self) -> np.ndarray:
        """For each arc whether it stays open."""
        still = np.ones(len(self.tail), bool)
        still[self.closed_arcs] = False
        return still


def figures(store: Path) -> Iterator[Figure]:
    """Time the questions to all, and hold the answers against each other."""
    asked = questions(City.open(store).mobility)
    ours, ours_s = _ours(asked)
    theirs = {"networkx": _networkx(asked), "scipy": _scipy(asked)}
    pandana = _pandana(asked)
    if pandana is not None:
        theirs["pandana"] = pandana

    def peers(question: str) -> str:
        said = [f"{name} {text_of(float(a[f'{question}_s']))}" for name, a in theirs.items() if f"{question}_s" in a]
        return ", ".join(said if pandana is not None else [*said, "no pandana here"])

    nodes = f"{asked.node_count:,} nodes, {len(asked.tail):,} arcs"
    yield Figure(f"one-to-all, {nodes}", text_of(ours_s["one_to_all"]), "≤ 3 ms", peers("one_to_all"))
    ratio = float(theirs["networkx"]["one_to_all_s"]) / ours_s["one_to_all"]
    yield Figure("one-to-all against networkx", f"{ratio:.0f} ×", "≥ 15 ×")
    yield Figure(f"nearest of {FACILITIES} for every node", text_of(ours_s["nearest"]), "≤ 6 ms", peers("nearest"))
    yield Figure(f"close {CLOSED_LINKS} links and ask again", text_of(ours_s["closed"]), "≤ 8 ms", peers("closed"))
    within = f"count within {LIMIT_M:,.0f} m for every node"
    yield Figure(within, text_of(ours_s["count"]), "≤ 2 s, ahead of pandana", peers("count"))
    pairs = f"{len(asked.origins) * len(asked.targets):,} origin–destination pairs"
    yield Figure(pairs, text_of(ours_s["matrix"]), "≤ 1 s", peers("matrix"))
    apart = ", ".join(f"{name} {_most_apart(ours, answers)}" for name, answers in theirs.items())
    yield Figure("answers apart from those of the peers", apart, "0 m; pandana counts in mm")


def questions(graph: MobilityGraph) -> Questions:
    """Return the arcs walkers may use, their nodes numbered anew, and questions of a fixed seed."""
    is_open = np.isfinite(graph.seconds(MODE))
    tail, head, link = (graph.arcs[name].to_numpy()[is_open] for name in ("tail", "head", "link"))
    used, number = np.unique(np.concatenate([tail, head]), return_inverse=True)
    tail, head = np.split(number, 2)
    usable = graph.usable_links(MODE)
    ends = np.unique(graph.links[["start", "end"]].to_numpy()[usable])
    places = np.searchsorted(used, ends[np.isin(ends, used)])
    random = np.random.default_rng(52)

    def drawn(count: int, of: np.ndarray) -> np.ndarray:
        return random.choice(of, min(count, len(of)), replace=False)

    return Questions(
        tail, head, graph.links["length_m"].to_numpy(float)[link], len(used),
        start=int(places[len(places) // 2]),
        facilities=drawn(FACILITIES, places),
        closed_arcs=np.flatnonzero(np.isin(link, drawn(CLOSED_LINKS, usable))),
        origins=drawn(PLACES, places),
        targets=drawn(PLACES, places),
    )  # fmt: skip


def _ours(asked: Questions) -> tuple[Answers, dict[str, float]]:
    graph = CompiledGraph.from_arcs(*asked.arcs, node_count=asked.node_count)
    backwards, weight, at_once = graph.reversed(), np.ones(asked.node_count), np.zeros(len(asked.facilities))
    places = [Seeds(np.arange(len(n) + 1), n, np.zeros(len(n))) for n in (asked.origins, asked.targets)]
    work: dict[str, Callable[[], np.ndarray]] = {
        "one_to_all": lambda: times(graph, [asked.start], [0.0]),
        "nearest": lambda: nearest(backwards, asked.facilities, at_once)[0],
        "closed": lambda: nearest(graph.closed(asked.closed_arcs).reversed(), asked.facilities, at_once)[0],
        "count": lambda: count_within(graph, LIMIT_M, weight=weight),
        "matrix": lambda: times_many(graph, *places).ravel(),
    }
    answers = {question: ask() for question, ask in work.items()}  # the first call compiles
    return answers, {question: min(timed(ask)[0] for _ in range(5)) for question, ask in work.items()}


def _networkx(asked: Questions) -> Answers:
    made, count = nx.DiGraph(), asked.node_count
    made.add_nodes_from(range(count))
    tail, head, length_m = (column.tolist() for column in least_of_parallel(*asked.arcs, count))
    made.add_weighted_edges_from(zip(tail, head, length_m, strict=True))
    backwards = made.reverse()
    facilities = set(asked.facilities.tolist())

    def list_of(found: Mapping[int, float], nodes: np.ndarray | None = None) -> np.ndarray:
        return np.array([found.get(n, np.inf) for n in (range(count) if nodes is None else nodes.tolist())])

    answers: dict[str, Any] = {}
    answers["one_to_all_s"], found = timed(lambda: nx.single_source_dijkstra_path_length(made, asked.start), repeats=3)
    answers["one_to_all"] = list_of(found)
    answers["nearest_s"], found = timed(lambda: nx.multi_source_dijkstra_path_length(backwards, facilities))
    answers["nearest"] = list_of(found)
    few = asked.origins[:NETWORKX_PLACES].tolist()
    took_s, rows = timed(lambda: [nx.single_source_dijkstra_path_length(made, node) for node in few])
    answers["matrix_s"] = took_s * len(asked.origins) / len(few)
    answers["matrix"] = np.concatenate([list_of(row, asked.targets) for row in rows])
    took_s, rows = timed(lambda: [nx.single_source_dijkstra_path_length(made, n, cutoff=LIMIT_M) for n in few])
    answers["count_s"] = took_s * count / len(few)

    arcs = zip(*(ends[asked.closed_arcs].tolist() for ends in asked.arcs[:2]), strict=True)
    arcs_back = [(head, tail) for tail, head in arcs]

    def closed() -> dict[int, float]:
        backwards.remove_edges_from(arcs_back)
        return dict(nx.multi_source_dijkstra_path_length(backwards, facilities))

    answers["closed_s"], _ = timed(closed)  # parallel links fall too: a time, not an answer to compare
    return answers


def _scipy(asked: Questions) -> Answers:
    count = asked.node_count
    matrix = _matrix(asked.arcs, count)
    backwards = matrix.T.tocsr()
    answers: dict[str, Any] = {}
    answers["one_to_all_s"], answers["one_to_all"] = timed(lambda: dijkstra(matrix, indices=asked.start), repeats=3)
    answers["nearest_s"], answers["nearest"] = timed(
        lambda: dijkstra(backwards, indices=asked.facilities, min_only=True), repeats=3
    )
    tail, head, length_m = (column[asked.is_open] for column in asked.arcs)
    closed = _matrix((tail, head, length_m), count).T.tocsr()
    answers["closed_s"], answers["closed"] = timed(  # as long as copying the matrix and changing 100 numbers takes
        lambda: dijkstra(closed.copy(), indices=asked.facilities, min_only=True), repeats=3
    )
    answers["matrix_s"], table = timed(lambda: dijkstra(matrix, indices=asked.origins))
    answers["matrix"] = table[:, asked.targets].ravel()

    def within(first: int) -> np.ndarray:
        rows = np.arange(first, min(first + SCIPY_ROWS, count))
        return np.asarray(np.isfinite(dijkstra(matrix, indices=rows, limit=LIMIT_M)).sum(axis=1))

    answers["count_s"], answers["count"] = timed(
        lambda: np.concatenate([within(first) for first in range(0, count, SCIPY_ROWS)])
    )
    return answers


def _matrix(arcs: Columns, count: int) -> csr_matrix:
    tail, head, length_m = least_of_parallel(*arcs, count)
    return csr_matrix((length_m, (tail, head)), shape=(count, count))


def least_of_parallel(tail: np.ndarray, head: np.ndarray, length_m: np.ndarray, count: int) -> Columns:
    """Return one arc for each pair of nodes: scipy adds parallel ones up, networkx keeps the last."""
    order = np.lexsort((length_m, head, tail))
    pair = tail[order].astype(np.int64) * count + head[order]
    first = order[np.append(True, pair[1:] != pair[:-1])]
    return tail[first], head[first], length_m[first]


def _pandana(asked: Questions) -> Answers | None:
    """Return pandana's answers and times, or None where it cannot be had."""
    python = _pandana_python()
    if python is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        sent, got = Path(folder) / "questions.npz", Path(folder) / "answers.npz"
        np.savez(
            sent, tail=asked.tail, head=asked.head, length_m=asked.length_m, node_count=asked.node_count,
            start=asked.start, facilities=asked.facilities, is_open=asked.is_open, origins=asked.origins,
            targets=asked.targets, limit_m=LIMIT_M, far_m=FAR_M,
        )  # fmt: skip
        script = Path(__file__).with_name("pandana_peer.py")
        done = subprocess.run([python, script, sent, got], capture_output=True, text=True)
        if done.returncode:
            print(f"pandana failed: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
            return None
        return dict(np.load(got))


def _pandana_python() -> Path | None:
    """Return the Python that has pandana, its environment made where it is missing."""
    python = ENVIRONMENT / "bin" / "python"
    if python.exists() and subprocess.run([python, "-c", "import pandana"], capture_output=True).returncode == 0:
        return python
    make, install = [sys.executable, "-m", "venv", str(ENVIRONMENT)], [str(python), "-m", "pip", "install", PANDANA]
    for command in (make, install):
        if subprocess.run(command, capture_output=True).returncode:
            print(f"{PANDANA} cannot be installed here: its column stays empty.", file=sys.stderr)
            return None
    return python


def _most_apart(ours: Answers, theirs: Answers) -> str:
    """Return the greatest differences of lengths and of counts, over the questions the peer answered whole."""
    lengths, counts = 0.0, 0.0
    for question in ours.keys() & theirs.keys():
        a, b = ours[question][: len(theirs[question])], theirs[question]
        both = np.isfinite(a) & (np.abs(b) < FAR_M)  # pandana says "very far" where nobody gets
        apart = float(np.abs(a[both] - b[both]).max(initial=0.0))
        lengths, counts = (lengths, apart) if question == "count" else (max(lengths, apart), counts)
    return f"{lengths:.2g} m" + (f" and {counts:.0f} nodes" if "count" in theirs else "")


def timed(work: Callable[[], T], *, repeats: int = 1) -> tuple[float, T]:
    """Return the least seconds the work takes, and its result."""
    best_s = np.inf
    for _ in range(repeats):
        started = time.perf_counter()
        result = work()
        best_s = min(best_s, time.perf_counter() - started)
    return best_s, result


def text_of(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms" if seconds < 0.1 else f"{seconds:,.2f} s"


if __name__ == "__main__":
    for figure in figures(Path(sys.argv[1])):
        print(f"{figure.what}: {figure.value}  [{figure.bar}]  {figure.peer}")
