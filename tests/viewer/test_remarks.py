"""What the page says under a change that a planner should think about again."""

import time
from collections.abc import Iterator

import pytest
import shapely
from starlette.testclient import TestClient

from tests.tiny import Town
from tests.twin.edited_town import lonlat
from twin.build import Inputs, city_from_files
from twin.edits import LowTrafficZone
from twin.store import Store, open_store, write_store
from viewer.server import create_app

from .planner import Planner, planner

CORNERS = ((-30, -155), (30, -155), (30, -5), (-30, -5))
ZONE = LowTrafficZone(place=shapely.Polygon([lonlat(*corner) for corner in CORNERS]))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A close whose one way out is a street that the zone holds."""
    town, folder = Town(), tmp_path_factory.mktemp("close")
    main = [town.node(x, 0) for x in (-300, 0, 300)]
    corner, end = town.node(0, -150), town.node(150, -150)
    town.block(150, -160, 8, building="house")
    town.way_of_nodes(main, highway="primary", name="Calea")
    town.way_of_nodes([main[1], corner], highway="residential", name="Strada")
    town.way_of_nodes([corner, end], highway="residential", name="Fundătura")
    write_store(city_from_files(Inputs(osm=town.write(folder / "close.osm"))), folder / "city")
    return open_store(folder / "city")


@pytest.fixture
def someone(store: Store) -> Iterator[Planner]:
    with (
        TestClient(create_app(store), base_url="http://localhost") as client,
        planner(client, **{"accept-language": "en"}) as someone,
    ):
        yield someone


def waited(someone: Planner, *, count: int) -> dict[str, list[str]]:
    """Return the remarks when there are so many: they come after the change is drawn."""
    for _ in range(600):
        someone.call("trame.state.get")  # what was said meanwhile comes before this answer
        if len(someone.state["edit_remarks"]) == count:
            return dict(someone.state["edit_remarks"])
        time.sleep(0.05)
    raise AssertionError(someone.state["edit_remarks"])


def test_a_zone_that_shuts_homes_in_is_made_and_remarked_on_in_both_languages(someone: Planner) -> None:
    someone.act("new_scenario", "Plan")
    someone.act("add_edit", ZONE.to_json())
    assert len(someone.state["desk"]["edits"]) == 1
    ((said,),) = waited(someone, count=1).values()
    assert said.startswith("1 home without a way out by car then,")
    someone.act("choose_language", "ro")
    ((said,),) = someone.state["edit_remarks"].values()
    assert said.startswith("1 locuință rămâne fără ieșire cu mașina,")
    someone.act("undo_edit")
    assert waited(someone, count=0) == {}
