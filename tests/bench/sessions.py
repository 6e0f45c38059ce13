"""Planners without browsers: what one more session costs, and fifty at once."""

import asyncio
import contextlib
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import msgpack
import psutil
from websockets.asyncio.client import ClientConnection, connect
from wslink.chunking import UnChunker, generate_chunks

from .run import Figure

PLANNERS = 50
ACTIONS = 6


def figures(store: Path) -> Iterator[Figure]:
    """Serve in a process of its own, open sessions one after the other, then let all act at once."""
    with served(store) as (url, process):
        yield from asyncio.run(_measured(url, process))


@contextlib.contextmanager
def served(store: Path) -> Iterator[tuple[str, psutil.Process]]:
    """Serve a store on a free loopback port; gives its address and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "viewer.cli", "serve", str(store), "--port", str(port)], stdout=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{url}/health").status_code == 200:
                    break
            time.sleep(0.1)
        yield url, psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait(timeout=20)


async def _measured(url: str, process: psutil.Process) -> list[Figure]:
    async with contextlib.AsyncExitStack() as stack:
        await _planner(url, stack)  # the first one warms what all share
        await asyncio.sleep(2)
        before, opening = process.memory_info().rss, []
        planners = []
        for _ in range(PLANNERS - 1):
            started = time.perf_counter()
            planners.append(await _planner(url, stack))
            opening.append(time.perf_counter() - started)
        whole = process.memory_info().rss
        memory = (whole - before) / len(planners)
        trips = sorted(t for of_one in await asyncio.gather(*(_act(p) for p in planners)) for t in of_one)
    return [
        Figure("another planner session, memory", f"{memory / 2**20:.2f} MB", "≤ 2 MB"),
        Figure("another planner session, time to its full state", f"{_ms(opening)} ms", "≤ 100 ms"),
        Figure(f"{PLANNERS} planners acting at once, median round trip", f"{_ms(trips)} ms", "≤ 100 ms"),
        Figure("the same, 95 of 100 within", f"{trips[int(len(trips) * 0.95)] * 1000:.0f} ms", "≤ 500 ms"),
        Figure("memory of the server with all of them", f"{whole / 2**20:.0f} MB"),
    ]


def _ms(seconds: Sequence[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.0f}"


async def _planner(url: str, stack: contextlib.AsyncExitStack) -> "_Planner":
    async with httpx.AsyncClient() as client:
        handed = (await client.post(f"{url}/session", headers={"Origin": url}, json={})).raise_for_status().json()
    socket_ = await stack.enter_async_context(connect(handed["sessionURL"], max_size=None))
    planner = _Planner(socket_)
    await planner.call("wslink.hello", [{"secret": handed["secret"]}], kind="system")
    await planner.call("trame.state.get", [])
    return planner


async def _act(planner: "_Planner") -> list[float]:
    """Switch a layer off and on again; return the seconds of each round trip."""
    trips = []
    for turn in range(ACTIONS):
        started = time.perf_counter()
        await planner.call("trame.trigger", ["show_layer", ["trees", bool(turn % 2)], {}])
        trips.append(time.perf_counter() - started)
    return trips


class _Planner:
    """One socket that speaks as trame's page does."""

    def __init__(self, socket_: ClientConnection) -> None:
        self.socket, self.number, self.chunks = socket_, 0, UnChunker()
        self.chunks.set_max_message_size(10_000_000)

    async def call(self, method: str, args: list[Any], *, kind: str = "rpc") -> object:
        self.number += 1
        id_ = f"{kind}:{self.number}"
        message = {"wslink": "1.0", "id": id_, "method": method, "args": args, "kwargs": {}}
        for chunk in generate_chunks(msgpack.packb(message), 0):
            await self.socket.send(chunk)
        while True:
            answer = self.chunks.process_chunk(await self.socket.recv())
            if answer is not None and answer.get("id") == id_:
                if "error" in answer:
                    raise RuntimeError(answer["error"])
                return answer["result"]
