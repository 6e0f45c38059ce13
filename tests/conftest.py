"""Shared fixtures: the real inputs where they are present, and cities built once for all tests."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from tests.tiny import write_tiny_town
from twin.build import Inputs, city_from_demo, city_from_files
from twin.city import City
from twin.store import open_store, write_store

STORES = "TWIN_TEST_STORES"
BROWSER = "chromium"  # the fixture of tests that drive one

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    if not SHARED_DATA.exists():
        pytest.skip(f"the real inputs are not here: {SHARED_DATA} is missing")
    return SHARED_DATA


@pytest.fixture(scope="session")
def timisoara_osm(shared_data: Path) -> Path:
    return shared_data / "timisoara" / "timisoara.osm.pbf"


@pytest.fixture(scope="session")
def tiny_osm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_town(tmp_path_factory.mktemp("tiny") / "tiny.osm")


@pytest.fixture(scope="session")
def tiny_city(tiny_osm: Path) -> City:
    """Return a town whose time zone nobody says."""
    city = city_from_files(Inputs(osm=tiny_osm))
    return replace(city, recipe=replace(city.recipe, time_zone=None))


@pytest.fixture(scope="session")
def tiny_store_folder(tiny_city: City, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_store(tiny_city, tmp_path_factory.mktemp("stores") / "tiny").folder


@pytest.fixture(scope="session")
def demo_city(demo_store_folder: Path) -> City:
    return open_store(demo_store_folder).city


@pytest.fixture(scope="session")
def demo_store_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built_once("demo", city_from_demo, tmp_path_factory)


@pytest.fixture(scope="session")
def timisoara_store_folder(timisoara_osm: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built_once("timisoara", lambda: city_from_files(Inputs(osm=timisoara_osm)), tmp_path_factory)


def _built_once(name: str, city: Callable[[], City], temporary: pytest.TempPathFactory) -> Path:
    """Return a store for the tests of this process: a copy of one that is built for all that run side by side.

    Or one after another: `make test` names a folder in which the stores of one run of its own are.
    """
    together = temporary.getbasetemp()
    if STORES in os.environ:
        together = Path(os.environ[STORES])
    elif "PYTEST_XDIST_WORKER" in os.environ:
        together = together.parent
    with FileLock(together / f"{name}.lock"):
        built = together / f"{name} for all"
        if not built.exists():
            write_store(city(), built)
    return Path(shutil.copytree(built, temporary.mktemp("stores") / name))


@pytest.hookimpl(tryfirst=True)  # before they are chosen from by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that drive a browser: they run one after another, the others side by side.

    Two browsers that draw without a graphics card at once wait for each other longer than tests should.
    """
    for item in items:
        if BROWSER in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
