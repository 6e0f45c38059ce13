"""Shared fixtures: the real inputs, where they are present."""

from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    if not SHARED_DATA.exists():
        pytest.skip(f"the real inputs are not here: {SHARED_DATA} is missing")
    return SHARED_DATA


@pytest.fixture(scope="session")
def timisoara_osm(shared_data: Path) -> Path:
    return shared_data / "timisoara" / "timisoara.osm.pbf"
