"""What a form is about: the objects that were clicked, each with a way to leave it out; streets whole or in part."""

from collections.abc import Mapping

from trame.widgets import html

from geodata.language import N_

from .elements import add_icon, aria

TEXTS: Mapping[str, str] = {
    "picked": N_("Chosen"),
    "pick_one": N_("Click on the map what is to change."),
    "pick_many": N_("Click on the map what is to change, one after another."),
    "pick_more": N_("Choose more"),
    "nothing_there": N_("There is nothing of that kind there."),
    "unpick": N_("Leave out {name}"),
    "whole_street": N_("The whole street"),
    "carriageway": N_("The carriageway"),
    "paths_beside": N_("All pavements and paths of this name"),
    "only_piece": N_("Only this piece"),
    "only_pieces": N_("Only the pieces that were clicked, {count}"),
    "whole_or_piece": N_("{name}: how much of it"),
}


def build_picked() -> None:
    """Add what is chosen so far, and the button that goes on choosing."""
    with html.Div(v_if="form.picks && draft.layer", classes="edit-field"):
        html.Span("{{ t.picked }}", classes="field-title")
        html.Span(
            "{{ draft.seeks ? t.find_waits : form.picks_one ? t.pick_one : t.pick_many }}",
            v_if="!draft.targets.length",
            classes="quiet",
            raw_attrs=aria(role="status"),
        )
        with html.Ul(v_else=True, classes="plain targets"), html.Li(v_for="one in draft.targets", key="one.key"):
            _build_target()
        html.Button(
            "{{ t.pick_more }}",
            v_if="draft.stage !== 'pick' && !form.picks_one",
            type="button",
            classes="button",
            click="window.twin.scenario.tool('pick')",
        )


def _build_target() -> None:
    with html.Div(classes="target-head"):
        html.Span("{{ one.title }}", classes="name")
        with html.Button(
            type="button",
            classes="tool small",
            click="window.twin.scenario.unpick(one.key)",
            title=("t.unpick.replace('{name}', one.title)",),
            raw_attrs=aria(label="t.unpick.replace('{name}', one.title)"),
        ):
            add_icon("'close'")
    html.Span("{{ window.twin.scenario.detailOf(one) }}", v_if="!one.whole && !one.course", classes="quiet")
    with html.Div(
        v_else=True,
        classes="target-choice",
        raw_attrs=aria(role="radiogroup", label="t.whole_or_piece.replace('{name}', one.title)"),
    ):
        _build_choice("course", "t.carriageway + ': ' + one.course.said", shown_if="one.course")
        whole = "(one.course ? t.paths_beside : t.whole_street) + ': ' + one.whole.said"
        _build_choice("whole", whole, shown_if="one.whole")
        _build_choice("pieces", "window.twin.scenario.piecesSaid(one)")


def _build_choice(takes: str, text: str, *, shown_if: str = "true") -> None:
    with html.Label(v_if=shown_if, classes="check"):
        html.Input(
            type="radio",
            raw_attrs=[
                ":name=\"'takes-' + one.key\"",
                f'data-takes="{takes}"',
                f":checked=\"one.takes === '{takes}'\"",
                f"@change=\"window.twin.scenario.take(one.key, '{takes}')\"",
            ],
        )
        html.Span(f"{{{{ {text} }}}}")
