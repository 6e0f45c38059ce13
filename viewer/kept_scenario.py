"""A scenario that its browser keeps: the text it is given after each step, and how it is taken up again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from geodata.errors import UsageError
from geodata.language import N_
from twin.city import City
from twin.edit import Edit
from twin.scenario import Scenario
from twin.scenario_file import scenario_from_json, scenario_json
from twin.scenario_history import History

MAX_PIECE, MAX_WHOLE = 50_000, 4_000_000
MAX_EDITS = 500
BROKEN: Final = N_("What this browser kept of your scenario cannot be read. Start it anew, or open a saved one.")
NAME_OF_FILE = "sessionStorage"


def kept_text(scenario: Scenario, mine: Scenario | None) -> dict[str, str]:
    """Return what a browser keeps to come back to a scenario: its name if it is saved, else all of it.

    `mine` is what is on offer beside it, not saved.
    """
    is_saved = scenario.keeper is not None
    return {
        "name": scenario.name,
        "text": "" if is_saved else _as_text(scenario),
        "mine": "" if mine is None else _as_text(mine),
    }


def _as_text(scenario: Scenario) -> str:
    # That it is a copy of a saved one is kept too: the comments on that stay with it.
    return json.dumps({**scenario_json(scenario), "saved": scenario.saved}, ensure_ascii=False)


@dataclass
class KeptText:
    """The text of a scenario as it comes in pieces, because a message over the socket may not be long."""

    pieces: list[str] = field(default_factory=list)

    def with_piece(self, piece: object, *, is_last: object) -> str | None:
        """Return the whole text with its last piece, None before. Raises UsageError for what is no piece."""
        length = sum(map(len, self.pieces))
        if not isinstance(piece, str) or len(piece) > MAX_PIECE or length + len(piece) > MAX_WHOLE:
            self.pieces = []
            raise UsageError(BROKEN)
        self.pieces.append(piece)
        if is_last is not True:
            return None
        whole, self.pieces = "".join(self.pieces), []
        return whole


def scenario_of_kept(text: str, city: City) -> Scenario:
    """Return the scenario of a kept text, each edit a step that can be undone. Not for the event loop.

    Checked as a file from anywhere: raises UsageError, InputError or ScenarioError for what is none of this city.
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise UsageError(BROKEN) from None
    edits = said.get("edits") if isinstance(said, dict) else None
    if isinstance(edits, list) and len(edits) > MAX_EDITS:
        raise UsageError(BROKEN)
    saved = said.pop("saved", 0) if isinstance(said, dict) else 0
    read = scenario_from_json(said, city, file=NAME_OF_FILE)
    off = [edit for edit in read.edits if not read.is_on(edit)]
    return replace(
        read, history=_step_by_step(read.edits, off), saved=saved if type(saved) is int else 0, _applied=read.applied
    )


def _step_by_step(edits: Sequence[Edit], off: Sequence[Edit]) -> History:
    made = History()
    for edit in edits:
        made = made.with_edits([edit])
    for edit in off:
        made = made.switched(edit.id, on=False, author=edit.author, made_at=edit.made_at)
    return made
