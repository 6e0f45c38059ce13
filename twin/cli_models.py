"""A model's file as the place and the fields of a new building, for `twin scenario add --model`."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from geodata.errors import TwinError, UsageError
from geodata.language import N_

from .cli_trips import lonlat_from_text

if TYPE_CHECKING:
    from .model_file import BuildingModel
    from .scenario import Scenario

HEIGHT_DIGITS = 2
SMALLEST, LARGEST = 0.0001, 10_000.0
WRONG_SCALE = N_("--scale is from {least} to {most}: metres in a unit of the file.")
TOO_FINE = N_("The model has {count} triangles; an edit holds {most}. The building is a block of its footprint.")
NOT_CLOSED = N_("The model does not close: it is drawn as it is and counted as open.")
APART = N_("The pieces of the model lie apart: the footprint is the hull around them.")


def placed_model(
    scenario: "Scenario",
    path: Path,
    kind: str,
    at: Sequence[str],
    fields: Sequence[str],
    language: str,
    *,
    turn_deg: float,
    scale: float,
) -> tuple[object, list[str]]:
    """Return the footprint of a model as a place, and its height and surfaces as further FIELD=VALUE.

    What is stated in `fields` stays. What an edit cannot hold of the model is said on the error stream. `scale`: metres
    in a unit of the file. Raises UsageError for another kind of edit, for none or several places and for a scale that
    no unit has, InputError for a file that is no model of a building.
    """
    from .edit_fields import geometry_json  # what edits cities is imported when it is used
    from .model_file import read_building_model

    if kind != "add_building":
        raise UsageError(N_("--model is for --kind add_building, not {kind}."), kind=kind)
    if len(at) != 1:
        raise UsageError(N_("--model needs one --at LON,LAT: where the middle of the model stands."))
    if not SMALLEST <= scale <= LARGEST:
        raise UsageError(WRONG_SCALE, least=SMALLEST, most=LARGEST)
    model = read_building_model(path, scale=scale)
    if turn_deg:
        model = model.turned(turn_deg)
    for remark in _remarks(model):
        print(remark.text(language), file=sys.stderr)
    stated = {text.partition("=")[0] for text in fields}
    made = list(fields)
    if "height_m" not in stated:
        made.append(f"height_m={round(model.height_m, HEIGHT_DIGITS)}")
    if model.form is not None and "form" not in stated:
        made.append(f"form={model.form}")
    assert scenario.city is not None  # those of a store have theirs
    place = model.place(scenario.city.frame, lonlat_from_text(at[0], "--at"))
    return geometry_json(place), made


def _remarks(model: "BuildingModel") -> list[TwinError]:
    """Return what is not kept of a model, as sentences."""
    from .building_form import MOST_SURFACES

    made: list[TwinError] = []
    if model.form is None:
        made.append(TwinError(TOO_FINE, count=len(model.triangles), most=MOST_SURFACES))
    elif not model.is_closed:
        made.append(TwinError(NOT_CLOSED))
    if model.in_pieces:
        made.append(TwinError(APART))
    return made
