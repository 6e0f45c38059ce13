"""Shared fixtures: the real inputs where they are present, and cities built once for all tests."""

from pathlib import Path

import pytest

from tests.tiny import write_tiny_town
from twin.build import Inputs, city_from_demo, city_from_files
from twin.city import City
from twin.store import write_store

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
    return city_from_files(Inputs(osm=tiny_osm))


@pytest.fixture(scope="session")
def tiny_store_folder(tiny_city: City, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_store(tiny_city, tmp_path_factory.mktemp("stores") / "tiny").folder


@pytest.fixture(scope="session")
def demo_city() -> City:
    return city_from_demo()


@pytest.fixture(scope="session")
def demo_store_folder(demo_city: City, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_store(demo_city, tmp_path_factory.mktemp("stores") / "demo").folder


@pytest.fixture(scope="session")
def timisoara_store_folder(timisoara_osm: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    city = city_from_files(Inputs(osm=timisoara_osm))
    return write_store(city, tmp_path_factory.mktemp("stores") / "timisoara").folder


@pytest.hookimpl(tryfirst=True)  # before they are chosen from by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that drive a browser: they run one after another, the others side by side.

    Two browsers that draw without a graphics card at once wait for each other longer than tests should.
    """
    for item in items:
        if BROWSER in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
