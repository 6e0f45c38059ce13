"""The crossroads on which edits are tried: made and written once, and a copy of its folder for each test."""

import shutil
from pathlib import Path

import pytest

from tests.twin.edited_town import edited_town
from twin.city import City
from twin.store import write_store


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> City:
    return edited_town(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="session")
def town_folder(town: City, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that all tests share; it is not to be written to."""
    return write_store(town, tmp_path_factory.mktemp("town-store") / "city").folder


@pytest.fixture
def folder(town_folder: Path, tmp_path: Path) -> Path:
    """Return a folder of the test's own."""
    return Path(shutil.copytree(town_folder, tmp_path / "city"))
