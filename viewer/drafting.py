"""What a planner does before an edit is made: pick objects, ask for columns, apply what is drawn and typed."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

import shapely
from trame_server.state import State

from geodata.errors import TwinError, UsageError
from twin.city import City
from twin.edits_buildings import PARTS
from twin.line_stops import lines_passing
from twin.object_titles import ObjectTitle
from twin.refusals import allowed
from twin.scenario import Scenario, ScenarioError
from twin.whole_street import LAYER as STREETS

from .actions import Action
from .desk import Desk
from .drafts import BAD_DRAFT, Draft, DraftError, is_point
from .forms import Form, building_of_part, column_forms, forms_of, is_edited_freely
from .outlines import Outline, lines_of, outline_of, shapes_of
from .state import Feature
from .street_targets import course_of, left_out_text, whole_of

FeatureAt = Callable[[str, int], Awaitable[Feature | None]]
NOTHING = {"number": 0}


class Drafting:
    """The forms of one page. What the browser asked for last stands in the state, numbered, so that it notices."""

    def __init__(
        self, state: State, desk: Desk, *, language: Callable[[], str], feature_at: FeatureAt,
        tell: Callable[[str], None],
    ) -> None:  # fmt: skip
        self.state, self.desk, self.language, self.feature_at, self.tell = state, desk, language, feature_at, tell
        self._spoken = ""
        answer = {**NOTHING, "text": "", "wrong": {}}
        state.update({"edit_forms": None, "edit_answer": answer, "picked": NOTHING, "edit_place": NOTHING,
                      "edit_columns": {"layer": "", "fields": []}, "lines_there": {"at": [], "lines": []}})  # fmt: skip
        desk.on_change.append(self.say)

    @property
    def actions(self) -> Sequence[Action]:
        """What a browser may ask for."""
        return (
            self.pick_target, self.choose_target, self.list_columns, self.list_lines, self.apply_draft, self.show_edit,
        )  # fmt: skip

    def say(self) -> None:
        """Give the page the forms in its language, from the first scenario on."""
        language = self.language()
        if language != self._spoken and (self.desk.work is not None or self._spoken):
            self._spoken = language
            self.state.edit_forms = forms_of(self.desk.shared.store.city, language)
            self.state.edit_columns = {"layer": "", "fields": []}

    # Actions

    async def pick_target(self, layer: str, tile: str, row: int) -> None:
        """Tell what stands at `row` of a tile ("layer/cell"), if it is of the layer whose objects are picked."""
        feature = await self.feature_at(tile, row)
        if feature is None or not isinstance(layer, str):
            return
        if feature.layer == PARTS and layer == "buildings":
            building = await asyncio.to_thread(building_of_part, self.desk.city, feature.id)
            feature = Feature("buildings", building) if building else feature
        if feature.layer == layer:
            await self._pick(feature)

    async def choose_target(self, layer: str, id: str) -> None:
        """Tell the outline of an object that was named, such as that of the card."""
        known = self.desk.city.layers.get(layer) if isinstance(layer, str) else None
        if known is None or not isinstance(id, str) or id not in known.table.index:
            raise UsageError(BAD_DRAFT)
        await self._pick(Feature(layer, id))

    async def list_columns(self, layer: str) -> None:
        """Give the page the columns of a layer that can be set."""
        known = self.desk.city.layers.get(layer) if isinstance(layer, str) else None
        if known is None or not is_edited_freely(known):
            raise UsageError(BAD_DRAFT)
        self.state.edit_columns = {"layer": layer, "fields": column_forms(known, self.language())}

    async def list_lines(self, x: float, y: float) -> None:
        """Tell which lines pass a place (metres from the origin) so near that they could call there."""
        city, timetable = self.desk.city, self.desk.city.timetable
        if timetable is None or not is_point([x, y]):
            raise UsageError(BAD_DRAFT)
        x_m, y_m = (place + origin for place, origin in zip((x, y), city.frame.origin, strict=True))
        lines = await asyncio.to_thread(lines_passing, timetable, x_m=x_m, y_m=y_m)
        self.state.lines_there = {"at": [x, y], "lines": lines}

    async def apply_draft(self, said: Mapping[str, object]) -> None:
        """Add the edit that was drawn and typed. What is wrong with it is told beside the form."""
        draft, before = Draft.from_json(said), self.desk.work
        left_out = ""

        def add(scenario: Scenario) -> Scenario:
            nonlocal left_out
            made = allowed(edit, scenario.applied, may_go=draft.loose)
            left_out = left_out_text(made, self.language())
            return scenario.add(made.edit)

        try:
            edit = draft.edit(self.desk.city.frame)
            await self.desk.step(add)
        except TwinError as error:
            number = 0 if before is None else len(before.scenario.edits)
            self._answer(_beside_field(_unnumbered(error, number), draft))
            return
        if self.desk.work is not before and self.desk.work is not None:
            self._answer(None)
            if left_out:
                self.tell(left_out)
            await self._show(self.desk.work.scenario, self.desk.work.scenario.edits[-1].id, only_if_unseen=True)
        else:  # somebody else saved meanwhile: the panel tells
            self._answer(None)

    async def show_edit(self, id: str) -> None:
        """Tell where an edit is, so that the browser flies there and marks it."""
        if self.desk.work is not None and isinstance(id, str):
            await self._show(self.desk.work.scenario, id, only_if_unseen=False)

    # What follows

    async def _pick(self, feature: Feature) -> None:
        city, language = self.desk.city, self.language()
        outline = await asyncio.to_thread(_outline, city, feature, language)
        self.state.picked = {**outline, "layer": feature.layer, "number": self.state.picked["number"] + 1}

    async def _show(self, scenario: Scenario, id: str, *, only_if_unseen: bool) -> None:
        edits = [edit for edit in scenario.edits if edit.id == id]
        if not edits:
            raise UsageError(BAD_DRAFT)
        city = self.desk.city
        shapes = await asyncio.to_thread(shapes_of, edits[0], city)
        if not shapes:
            return
        whole = shapely.GeometryCollection(shapes)
        west, south, east, north = whole.bounds
        middle = shapely.Point((west + east) / 2, (south + north) / 2)
        self.state.edit_place = {
            "number": self.state.edit_place["number"] + 1,
            "middle": lines_of(city, middle)[0][0],
            "size_m": round(max(east - west, north - south), 1),
            "lines": [line for shape in shapes for line in lines_of(city, shape)],
            "only_if_unseen": only_if_unseen,
        }

    def _answer(self, error: TwinError | None) -> None:
        language = self.language()
        wrong = error.wrong if isinstance(error, DraftError) else {}
        answer: Form = {
            "number": self.state.edit_answer["number"] + 1,
            "text": error.text(language) if error else "",
            "wrong": {name: reason.text(language) for name, reason in wrong.items()},
        }
        self.state.edit_answer = answer


def _unnumbered(error: TwinError, edits: int) -> TwinError:
    """Return why an edit is not made without the number that it does not have yet."""
    return error.reason if isinstance(error, ScenarioError) and error.number > edits else error


def _beside_field(error: TwinError, draft: Draft) -> TwinError:
    """Return an error of one field of a form as one of that field."""
    field, columns = error.fields.get("field"), draft.values.get("columns")
    known = {*draft.kind.own, *(columns if isinstance(columns, dict) else ())}
    return DraftError({field: error}) if isinstance(field, str) and field in known else error


def _outline(city: City, feature: Feature, language: str) -> Outline:
    """Return an object as the form lists it: title, what tells it from others of that title, lines, whole street."""
    title = ObjectTitle.of(city, feature.layer, feature.id)
    is_street = feature.layer == STREETS
    made = outline_of(city, feature.layer, feature.id)
    whole = whole_of(city, feature.id, language) if is_street else None
    return {
        **made,
        "title": title.plain(language),
        "detail": "" if title.name or title.is_sketched else feature.id,
        "length_m": float(city.streets.geometry.loc[feature.id].length) if is_street else None,
        "whole": whole,
        "course": course_of(city, feature.id, language) if is_street else None,
    }
