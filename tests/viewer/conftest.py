"""What the viewer's tests share: a served city, planners without a browser, a log that must stay clean."""

import asyncio
import contextlib
import logging
import os
import shutil
import socket
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
import uvicorn
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright
from starlette.applications import Starlette

from twin.city import City
from twin.store import Store, open_store
from viewer.server import create_app

with warnings.catch_warnings():  # starlette would have its test client use a newer httpx than there is
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

# Without a graphics card: what the page draws in 3D is computed, and put together with the rest without that detour;
# edges are not smoothed, which takes half of the time of a picture and is the browser's work.
SOFTWARE_3D = (
    "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--disable-gpu-compositing", "--webgl-antialiasing-mode=none",
)  # fmt: skip
QUIET = ("--disable-background-networking", "--no-first-run")
# For each page Chromium would load two pages of its own, under its address bar, that nobody sees. Of what is told twice
# it takes the last, so what Playwright leaves out stands here again.
LEFT_OUT = (
    "WebUIOmniboxPopup", "WebUIOmniboxFullPopup", "WebUIOmniboxAimPopup", "AimEnabled",
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
    "OptimizationHints", "PreconnectToSearch", "AvoidCorsURLLoaderRestartOnRedirect", "NetworkTimeServiceQuerying",
)  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "logs_errors: what this test does is meant to write errors to the log")


@pytest.fixture(autouse=True)
def clean_log(caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which something was swallowed: trame and wslink only write errors to the log."""
    yield
    if request.node.get_closest_marker("logs_errors"):
        return
    watched = ("viewer", "wslink", "trame", "asyncio", "uvicorn")
    found = [
        record.getMessage()
        for when in ("setup", "call")
        for record in caplog.get_records(when)
        if record.levelno >= logging.WARNING and record.name.split(".")[0].startswith(watched)
    ]
    assert not found, f"the log says: {found}"


@pytest.fixture(scope="session")
def tiny_store(tiny_store_folder: Path) -> Store:
    return open_store(tiny_store_folder)


@pytest.fixture
def own_tiny_folder(tiny_store_folder: Path, tmp_path: Path) -> Path:
    """Return a folder of the test's own, to be written to."""
    return Path(shutil.copytree(tiny_store_folder, tmp_path / "city"))


@pytest.fixture
def own_store(own_tiny_folder: Path) -> Store:
    return open_store(own_tiny_folder)


@pytest.fixture
def app(tiny_store: Store) -> Starlette:
    return create_app(tiny_store, max_sessions=3)


@pytest.fixture
def client(app: Starlette) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://localhost") as client:
        yield client


@contextlib.contextmanager
def served(store: Store, *, max_sessions: int = 60) -> Iterator[str]:
    """Serve a store on a free port in a thread; gives its address."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(store, max_sessions=max_sessions), log_level="warning", ws="websockets-sansio")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://localhost:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)
    listener.close()
    assert not thread.is_alive(), "the server did not stop"


@pytest.fixture(scope="session")
def tiny_url(tiny_store: Store) -> Iterator[str]:
    with served(tiny_store) as url:
        yield url


@pytest.fixture(scope="session")
def demo_url(demo_store_folder: Path) -> Iterator[str]:
    with served(open_store(demo_store_folder)) as url:
        yield url


@pytest.fixture(scope="session")
def timisoara_url(timisoara_store_folder: Path) -> Iterator[str]:
    with served(open_store(timisoara_store_folder)) as url:
        yield url


@pytest.fixture(scope="module")  # not longer: while it is there no test can have an event loop of its own
def chromium() -> Iterator[Browser]:
    sandbox = () if os.geteuid() else ("--no-sandbox",)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"),
                args=[*SOFTWARE_3D, *QUIET, f"--disable-features={','.join(LEFT_OUT)}", *sandbox],
            )
        except Error as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"NO BROWSER, so nothing of the page is tested here: {error}")
        yield browser
        browser.close()


@pytest.fixture
def patient() -> Iterator[None]:
    """Wait longer than usual: each edit draws parts of a city, and may do so beside other tests."""
    expect.set_options(timeout=30_000)
    yield
    expect.set_options(timeout=5_000)


class Visit:
    """One browser's visit: its page, every console error, every host that was asked for something."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        self.hosts: set[str] = set()
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.hosts.add(request.url.split("/")[2]))

    def when_ready(self) -> "Visit":
        self.page.wait_for_function("window.twin?.isReady", timeout=60_000)
        self.page.wait_for_timeout(300)
        return self

    def click_at(self, x: float, y: float, z: float) -> None:
        """Click where a point of the city (metres from the origin) is on the screen."""
        at = self.page.evaluate("([x, y, z]) => window.twin.project(x, y, z)", [x, y, z])
        self.page.mouse.click(at["x"], at["y"])

    def camera(self) -> dict[str, float]:
        """Return the camera: x, y, distance, bearing, tilt."""
        return dict(self.page.evaluate("window.twin.getCamera()"))

    def picture(self) -> bytes:
        """Return what the map shows now, as PNG."""
        self.page.wait_for_timeout(500)
        return self.page.locator("#map").screenshot()


OpenPage = Callable[..., Visit]


@contextlib.contextmanager
def visited(chromium: Browser, url: str, *, size: tuple[int, int] = (1366, 768), **options: object) -> Iterator[Visit]:
    """Open a page in a browser context of its own."""
    settings = {"viewport": {"width": size[0], "height": size[1]}, "locale": "en-GB", **options}
    context = chromium.new_context(**settings)  # type: ignore[arg-type]
    try:
        one = Visit(context.new_page())
        one.page.goto(url)
        yield one
    finally:
        context.close()


def anew(one: Visit) -> Visit:
    """Return a page that several tests share, where it begins: loading it takes longer than they do."""
    one.page.evaluate("() => { twin.setCamera(twin.camera.space.home); return new Promise(requestAnimationFrame); }")
    return one.when_ready()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[OpenPage]:
    """Open pages, each in a browser context of its own; at the end none may have logged an error."""
    with contextlib.ExitStack() as stack:
        visits: list[Visit] = []

        def open_page(url: str, **options: object) -> Visit:
            visits.append(stack.enter_context(visited(chromium, url, **options)))  # type: ignore[arg-type]
            return visits[-1]

        yield open_page
        errors = [error for each in visits for error in each.errors]
        assert not errors, f"the browser's console says: {errors}"


def top_of(city: City, id: str) -> tuple[float, float, float]:
    """Return the middle of a building's roof in metres relative to the origin."""
    row = city.buildings.loc[id]
    point = shapely.point_on_surface(row.geometry)
    x, y = point.x - city.frame.origin[0], point.y - city.frame.origin[1]
    ground = city.terrain.heights_at(np.array([[point.x, point.y]]))[0]
    return x, y, float(ground) + float(row["height_m"])


@pytest.fixture
def tiny_house(tiny_store: Store) -> tuple[float, float, float]:
    return top_of(tiny_store.city, "way/1")


def at_the_house(visit: OpenPage, url: str, house: tuple[float, float, float], **options: object) -> Visit:
    """Open the page of the tiny city over its house."""
    shown = visit(url, **options).when_ready()
    shown.page.evaluate("([x, y]) => twin.setCamera({x, y, distance: 150, tilt: 30, bearing: 0})", list(house[:2]))
    return shown
