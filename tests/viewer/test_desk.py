"""The desk: a scenario is opened, edited step by step, drawn, looked at before and after, and put away."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from trame_server.state import State

from tests.viewer.planner import Planner, planner
from twin.store import Store, open_store
from viewer.desk import Desk
from viewer.shared import Shared
from viewer.visitor import ANONYMOUS, Visitor


@pytest.fixture
def ana(client: TestClient) -> Iterator[Planner]:
    with planner(client, **{"accept-language": "en"}) as ana:
        yield ana


def way(store: Store) -> str:
    return str(store.city.streets.index[0])


def building(store: Store) -> str:
    return str(store.city.buildings.index[0])


def closing(id: str) -> dict[str, object]:
    return {"kind": "close_street", "target": {"layer": "streets", "ids": [id]}, "after": {"modes": ["car"]}}


def razing(id: str) -> dict[str, object]:
    return {"kind": "demolish_building", "target": {"layer": "buildings", "ids": [id]}, "after": {}}


def tiles_of(ana: Planner, layer: str) -> set[str]:
    return {tile["url"] for tile in ana.state["tiles"] if tile["id"].startswith(f"{layer}/")}


def test_an_edit_is_said_in_the_language_of_the_page(ana: Planner, tiny_store: Store) -> None:
    ana.act("new_scenario", "Strada liberă")
    ana.act("add_edit", closing(way(tiny_store)))
    assert [e["number"] for e in ana.state["desk"]["edits"]] == [1]
    in_english = ana.state["desk"]["edits"][0]["text"]
    assert in_english.startswith("Close")
    ana.act("choose_language", "ro")
    assert ana.state["desk"]["edits"][0]["text"].startswith("Închide")


def test_an_edit_without_names_says_where_it_is(ana: Planner, tiny_store: Store) -> None:
    streets = tiny_store.city.streets
    street = streets[streets["name"].notna()].iloc[0]
    middle = street.geometry.interpolate(0.5, normalized=True)
    [lon], [lat] = tiny_store.city.frame.to_lonlat_points([middle.x], [middle.y])
    ana.act("new_scenario", "Un copac")
    beside = {"type": "Point", "coordinates": [lon, lat]}
    ana.act("add_edit", {"kind": "add_sensors", "target": {"layer": "sensor_points"}, "place": beside, "after": {}})
    assert ana.state["desk"]["edits"][0]["text"].endswith(f", near {street['name']}")


def test_an_edit_moves_the_tiles_and_undo_brings_the_old_ones_back(
    ana: Planner, tiny_store: Store, client: TestClient
) -> None:
    before = tiles_of(ana, "buildings")
    ana.act("new_scenario", "Fără o casă")
    ana.act("add_edit", razing(building(tiny_store)))
    after = tiles_of(ana, "buildings")
    assert after != before
    assert ana.state["city_subtitle"] == "2 buildings"
    assert all(client.get(url).status_code == 200 for url in after)
    ana.act("look_at", "before")
    assert tiles_of(ana, "buildings") == before
    ana.act("look_at", "after")
    ana.act("undo_edit")
    assert tiles_of(ana, "buildings") == before
    assert (ana.state["desk"]["can_undo"], ana.state["desk"]["can_redo"]) == (False, True)
    ana.act("redo_edit")
    assert tiles_of(ana, "buildings") == after


def test_what_the_city_refuses_is_a_sentence_and_leaves_the_scenario(ana: Planner, tiny_store: Store) -> None:
    ana.act("new_scenario", "De două ori")
    ana.act("add_edit", razing(building(tiny_store)))
    ana.act("add_edit", razing(building(tiny_store)))
    assert ana.state["notice"]["text"].startswith("Edit 2:")
    assert len(ana.state["desk"]["edits"]) == 1
    assert ana.state["desk_busy"] is False


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("new_scenario", [7]), ("new_scenario", ["x" * 200]), ("open_scenario", ["none such"]), ("add_edit", ["text"]),
        ("add_edit", [{"kind": "nonsense"}]), ("undo_edit", []), ("switch_edit", [["a"], True]),
        ("reorder_edits", ["a"]), ("remove_edit", ["x"]),
    ],
)  # fmt: skip
def test_what_is_no_step_is_refused(ana: Planner, action: str, arguments: list[object]) -> None:
    ana.act(action, *arguments)
    assert ana.state["notice"]["number"] == 1
    assert ana.state["desk"] is None


def test_the_card_of_what_an_edit_takes_away_is_closed(ana: Planner, tiny_store: Store) -> None:
    ana.act("new_scenario", "Fără o casă")
    tile = next(tile for tile in ana.state["tiles"] if tile["id"].startswith("buildings/"))
    ana.act("inspect", tile["id"], 0)
    ana.act("add_edit", razing(ana.state["card"]["id"]))
    assert ana.state["card"] is None
    assert ana.state["highlight"] == ""


def test_a_scenario_that_is_put_away_leaves_the_city_as_it_is(ana: Planner, tiny_store: Store) -> None:
    before = tiles_of(ana, "buildings")
    ana.act("new_scenario", "Fără o casă")
    ana.act("add_edit", razing(building(tiny_store)))
    ana.act("close_scenario")
    assert ana.state["desk"] is None
    assert tiles_of(ana, "buildings") == before


def kept(ana: Planner) -> str:
    return str(ana.state["desk_kept"]["text"])


def restored(ana: Planner, text: str) -> None:
    for at in range(0, len(text), 3000):  # as a browser does: a message may not be long
        ana.act("restore_scenario", text[at : at + 3000], at + 3000 >= len(text))


def test_what_a_browser_kept_of_a_scratch_scenario_comes_back_step_by_step(
    client: TestClient, tiny_store: Store
) -> None:
    with planner(client) as ana:
        ana.act("new_scenario", "Fără o casă")
        ana.act("add_edit", razing(building(tiny_store)))
        ana.act("add_edit", closing(way(tiny_store)))
        ana.act("switch_edit", ana.state["desk"]["edits"][0]["id"], False)
        text, edits = kept(ana), ana.state["desk"]["edits"]
    with planner(client) as again:
        restored(again, text)
        assert again.state["desk"]["edits"] == edits
        for _ in range(3):
            again.act("undo_edit")
        assert (again.state["desk"]["edits"], again.state["desk"]["can_undo"]) == ([], False)


@pytest.mark.parametrize(
    "pieces",
    [["{"], [7], ["[" * 40_000], ["x" * 60_000], ['{"format": "timisoara-twin-scenario", "version": 1, "name": "x"}'],
     ['{"format": "timisoara-twin-scenario", "version": 1, "name": "x", "city": {"id": "a", "version": "b"},'
      ' "edits": [{"kind": "close_street"}]}']],
)  # fmt: skip
def test_nonsense_is_not_taken_up_as_a_kept_scenario(ana: Planner, pieces: list[object]) -> None:
    for piece in pieces:
        ana.act("restore_scenario", piece, True)
    assert ana.state["notice"]["number"] == 1
    assert ana.state["desk"] is None


def test_who_may_not_save_works_on_a_copy_and_is_told_to_sign_in(ana: Planner, client: TestClient) -> None:
    ana.act("new_scenario", "Al nimănui")
    ana.act("save_scenario", "Al nimănui")
    assert ana.state["notice"]["text"] == "Sign in to save."
    assert (ana.state["desk"]["is_saved"], ana.state["desk"]["may_save"]) == (False, False)
    ana.act("clone_scenario", "Copia")
    ana.act("list_scenarios")
    assert (ana.state["desk"]["name"], ana.state["scenarios"]) == ("Copia", [])


def test_what_a_link_names_is_the_saved_scenario_until_a_guest_changes_it(
    desks: Callable[..., Desk],
) -> None:
    async def act() -> None:
        ana, ion, guest = desks(), desks("Ion"), desks("")
        guest.visitor = lambda: ANONYMOUS
        await ana.new_scenario("Piața")
        await guest.open_scenario("Piața")
        assert guest.state.desk["is_saved"]
        assert guest.state.desk["kept"].startswith("Salvat de Ana. ")
        assert (guest.state.desk_kept["name"], guest.state.desk_kept["text"]) == ("Piața", "")  # saved by who signs in
        await guest.add_edit(closing(way(ana.shared.store)))
        assert guest.state.desk["kept"].startswith("O copie a scenariului „Piața”")
        assert ana.shared.scenarios.scenario("Piața").edits == ()
        await ion.restore_scenario(guest.state.desk_kept["text"], is_last=True)  # signed in after the change
        assert (ion.state.desk["is_copy"], ion.state.desk["may_save"]) == (True, True)
        assert await ion.name_copy() == "Piața (copie)"
        await ion.save_scenario("Piața (copie)")
        assert (ion.state.desk["kept"], await ion.name_copy()) == ("Salvat", "Piața (copie) (copie)")

    asyncio.run(act())


def test_why_a_name_cannot_be_taken_stands_beside_it_until_another_is(desks: Callable[..., Desk]) -> None:
    async def act() -> None:
        ana = desks()
        await ana.new_scenario("Piața")
        await ana.clone_scenario("piata ")
        assert ana.state.name_error["name"] == "piata"
        assert ana.state.name_error["text"].startswith("Există deja un scenariu")
        await ana.new_scenario("base")
        assert "base" in ana.state.name_error["text"]
        await ana.clone_scenario("Turnul")
        assert (ana.state.name_error["text"], ana.state.desk["name"]) == ("", "Turnul")

    asyncio.run(act())


def draft(kind: str, **said: object) -> dict[str, object]:
    return {"kind": kind, "layer": "", "ids": [], "tool": "", "points": [], "values": {}, "note": "", **said}


def test_what_is_wrong_with_a_form_is_told_beside_its_fields(ana: Planner, tiny_store: Store) -> None:
    ana.act("new_scenario", "Formular")
    ana.act("apply_draft", draft("speed_limit", ids=[way(tiny_store)], values={"kmh": 400}))
    assert ana.state["edit_answer"]["wrong"] == {"kmh": "From 5 to 130."}
    ana.act("apply_draft", draft("speed_limit", values={"kmh": 20}))
    assert ana.state["edit_answer"]["text"] == "Click on the map what is to change first."
    ana.act("apply_draft", draft("speed_limit", ids=[way(tiny_store)], values={"kmh": 20}, note="copii"))
    assert (ana.state["edit_answer"]["text"], ana.state["edit_answer"]["number"]) == ("", 3)
    assert [(e["kind"], e["note"]) for e in ana.state["desk"]["edits"]] == [("speed_limit", "copii")]
    assert ana.state["edit_place"]["lines"]


def test_hours_that_cannot_be_read_are_told_beside_their_field(ana: Planner, tiny_store: Store) -> None:
    ana.act("new_scenario", "Formular")
    closed = draft("close_street", ids=[way(tiny_store)], values={"modes": ["car"], "hours": "7 to 9"})
    ana.act("apply_draft", closed)
    answer = ana.state["edit_answer"]
    assert answer["wrong"]["hours"].startswith("“7 to 9” is no range of hours.")
    assert answer["text"] == "Something in the form is not right: see the fields."
    ana.act("apply_draft", {**closed, "values": {"modes": ["car"], "hours": "7-9"}})
    assert ana.state["desk"]["edits"][0]["text"].endswith("from 07:00 to 09:00")


def test_what_the_city_refuses_of_a_form_has_no_number_yet(ana: Planner, tiny_store: Store) -> None:
    ana.act("new_scenario", "De două ori")
    for _ in range(2):
        ana.act("apply_draft", draft("close_street", ids=[way(tiny_store)], values={"modes": ["car"]}))
    assert ana.state["edit_answer"]["text"]
    assert "Edit" not in ana.state["edit_answer"]["text"]


@pytest.mark.parametrize(
    "said",
    [7, {"kind": "nonsense"}, draft("add_park", tool="circle"), draft("add_park", points=[[1, "a"]]),
     draft("add_park", points=[[float("nan"), 1.0]]), draft("speed_limit", values={"password": 1}),
     draft("close_street", ids=[["way/1"]])],
    ids=str,
)  # fmt: skip
def test_a_forged_form_is_refused(ana: Planner, said: object) -> None:
    ana.act("new_scenario", "Formular")
    ana.act("apply_draft", said)
    assert ana.state["notice"]["text"] or ana.state["edit_answer"]["text"]
    assert ana.state["desk"]["edits"] == []


def test_points_are_metres_from_the_origin_and_make_a_building_of_that_size(ana: Planner, tiny_store: Store) -> None:
    ana.act("new_scenario", "Turnul")
    _, south, east, _ = ana.state["space"]["bounds"]
    corners = [[east - 30, south + 10], [east - 10, south + 10], [east - 10, south + 20], [east - 30, south + 20]]
    ana.act("apply_draft", draft("add_building", tool="polygon", points=corners, values={"height_m": 30}))
    assert ana.state["edit_answer"]["text"] == ""
    ana.act("choose_target", "buildings", "sketch/turnul/1")
    assert ana.state["picked"]["height_m"] == 30.0
    assert sorted(ana.state["picked"]["lines"][0])[0][:2] == pytest.approx([east - 30, south + 10], abs=0.02)


@pytest.fixture
def desks(tiny_store: Store, tmp_path: Path) -> Callable[..., Desk]:
    """Give desks of people who may save, Ana's if nobody is named, over one copy of a city."""
    shared = Shared.of_store(open_store(shutil.copytree(tiny_store.folder, tmp_path / "city")), {})

    def desk(name: str = "Ana") -> Desk:
        return Desk(State(), shared, language=lambda: "ro", visitor=lambda: Visitor(name, "planner"))

    return desk


def test_who_changes_the_scenario_of_somebody_else_signs_the_change(desks: Callable[..., Desk]) -> None:
    async def act() -> None:
        ana, ion = desks(), desks("Ion")
        await ana.new_scenario("Piața")
        await ana.add_edit(closing(way(ana.shared.store)))
        await ion.open_scenario("Piața")
        await ion.add_edit(razing(building(ana.shared.store)))
        kept = ana.shared.scenarios.scenario("Piața")
        assert [edit.author for edit in kept.edits] == ["Ana", "Ion"]
        assert kept.author == "Ana"

    asyncio.run(act())


def test_of_two_who_change_one_scenario_the_later_keeps_theirs_as_a_copy(desks: Callable[..., Desk]) -> None:
    async def act() -> None:
        ana, ion = desks(), desks()
        street, house = way(ana.shared.store), building(ana.shared.store)
        await ana.new_scenario("Piața")
        await ion.open_scenario("Piața")
        await ana.add_edit(closing(street))
        assert ana.state.desk["is_saved"]
        await ion.add_edit(razing(house))
        assert "Piața" in ion.state.desk["conflict"]
        assert ion.state.desk["edits"] == []  # nothing of it is on the desk as if it were saved
        assert "demolish_building" in ion.state.desk_kept["mine"]
        await ion.reopen_scenario()
        assert [e["kind"] for e in ion.state.desk["edits"]] == ["close_street"]
        assert (ion.state.desk["conflict"], ion.state.desk["mine"]) == ("", "Piața (al meu)")
        offered = ion.mine
        assert offered is not None
        await ion.drop_mine()
        assert (ion.state.desk["mine"], ion.state.desk["name"]) == ("", "Piața")
        assert "demolish_building" not in ion.state.desk_kept["text"] + str(ion.state.desk_kept["mine"])
        ion.offer(offered.scenario)
        await ion.take_mine()
        assert [e["kind"] for e in ion.state.desk["edits"]] == ["demolish_building"]
        await ion.save_scenario("Piața (al meu)")
        await ion.list_scenarios()
        assert [s["name"] for s in ion.state.scenarios] == ["Piața", "Piața (al meu)"]

    asyncio.run(act())


def test_saving_or_copying_a_scenario_draws_and_measures_nothing_anew(desks: Callable[..., Desk]) -> None:
    async def act() -> None:
        ana = desks()
        await ana.new_scenario("")
        street = way(ana.shared.store)
        await ana.add_edit(closing(street))
        await ana.undo_edit()
        await ana.redo_edit()
        sheet = ana.sheet
        await ana.save_scenario("Piața")
        assert ana.state.desk["is_saved"]
        await ana.clone_scenario("Piața, altfel")
        assert ana.sheet is sheet

    asyncio.run(act())


def test_what_was_on_offer_beside_a_saved_scenario_is_so_after_a_reload(desks: Callable[..., Desk]) -> None:
    async def act() -> None:
        ana, ion, again, alone = (desks() for _ in range(4))
        await ana.new_scenario("Piața")
        await ion.open_scenario("Piața")
        await ana.add_edit(closing(way(ana.shared.store)))
        await ion.add_edit(razing(building(ana.shared.store)))
        mine = ion.state.desk_kept["mine"]
        await again.open_scenario("Piața")
        await again.restore_mine(mine, is_last=True)
        assert [e["kind"] for e in again.state.desk["edits"]] == ["close_street"]
        assert (again.state.desk["is_saved"], again.state.desk["mine"]) == (True, "Piața (al meu)")
        assert again.state.desk_kept["mine"] == mine
        await alone.restore_mine(mine, is_last=True)  # as when what it was beside is gone
        assert (alone.state.desk["name"], alone.state.desk["mine"]) == ("Piața (al meu)", "")

    asyncio.run(act())


def test_the_card_of_what_an_edit_changes_is_renewed(ana: Planner) -> None:
    ana.act("new_scenario", "Mai înaltă")
    tile = next(tile for tile in ana.state["tiles"] if tile["id"].startswith("buildings/"))
    ana.act("inspect", tile["id"], 0)
    card = ana.state["card"]
    change = {"kind": "change_building", "target": {"layer": "buildings", "ids": [card["id"]]}}
    ana.act("add_edit", {**change, "after": {"height_m": 47.0, "storeys": 15}})
    for _ in range(100):
        if ana.state["card"] != card:
            break
        ana.act("look_at", "after")
    assert any("47" in str(row["value"]) for row in ana.state["card"]["rows"])
