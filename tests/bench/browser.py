"""What a planner waits for: the first picture and the whole city, in real Chromium on loopback."""

import os
import shutil
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Error, sync_playwright

from . import planner
from .run import Figure
from .sessions import served

FLAGS = (
    "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking",
    "--no-first-run",
)  # fmt: skip
RUNS = 5


def figures(store: Path) -> Iterator[Figure]:
    """Load the page a few times, each in a browser context without a cache; then work with it."""
    sandbox = () if os.geteuid() else ("--no-sandbox",)
    with sync_playwright() as playwright, served(store) as (url, _):
        try:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*FLAGS, *sandbox])
        except Error as error:
            print(f"No browser, so nothing of the page is measured: {error}", file=sys.stderr)
            return
        loads = [_load(browser, url) for _ in range(RUNS)]
        worked = list(planner.figures(browser, url, store))
        browser.close()
    first, own, whole, page_mb = (statistics.median(values) for values in zip(*loads, strict=True))
    yield Figure("first picture in the browser, software GL", f"{first:.1f} s", "≤ 2 s")
    yield Figure("the same drawn by the page itself, to be moved", f"{own:.1f} s")
    yield Figure("whole city in the browser, software GL", f"{whole:.1f} s", "≤ 10 s")
    yield Figure("page besides tiles, compressed", f"{page_mb:.1f} MB", "≤ 3 MB")
    yield from worked


def _load(browser: Browser, url: str) -> tuple[float, float, float, float]:
    """Return seconds to the first picture, to the page's own, to the whole city; MB besides tiles."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    started = time.perf_counter()
    page.goto(url)
    page.wait_for_function("window.twin?.isReady", timeout=120_000)
    whole = time.perf_counter() - started
    first, own = (ms / 1000 for ms in page.evaluate("[window.twin.firstPictureMs, window.twin.ownPictureMs]"))
    others = page.evaluate(
        "performance.getEntriesByType('resource').filter(e => !e.name.includes('/tiles/'))"
        ".reduce((sum, e) => sum + e.encodedBodySize, 0)"
    )
    context.close()
    return first, own, whole, others / 1e6
