"""The command `twin comments`. Texts are in the user's language."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from geodata.language import N_, moment_text, translate

from .cli_arguments import given, print_json
from .info import WIDTH
from .typed_point import point_text

if TYPE_CHECKING:
    from .comments import Comment

STATE_TITLES = {True: N_("open"), False: N_("resolved by {name}")}
THE_CITY = N_("the city as it is")


def add_comments_command(app: App, language: str) -> None:
    """Give the command line `comments`, with help in `language`."""

    def t(message: str) -> str:
        return translate(message, language)

    @app.command(
        help=t(N_("List the comments on a city and its scenarios, with their replies, the newest first.")),
        usage="",
        help_prologue=t(N_("Usage: twin comments DIR [--scenario NAME] [--json]")),
    )
    def comments(
        folder: Annotated[Path | None, Parameter(name="DIR", help=t(N_("The folder of a city.")))] = None,
        /,
        *,
        scenario: Annotated[str | None, Parameter(help=t(N_("Only those on this scenario.")))] = None,
        json_: Annotated[
            bool, Parameter(name="--json", help=t(N_("Print one JSON document and nothing else.")))
        ] = False,
    ) -> None:
        from .comments import Comments  # the database loads only for who asks for it
        from .scenario_store import ScenarioStore

        scenarios = ScenarioStore.open(given(folder, "DIR"))
        key = None if scenario is None else scenarios.scenario(scenario).key
        found = Comments(scenarios.engine, scenarios.city.recipe.id).of(key)
        names = {entry.key: entry.name for entry in scenarios.entries(with_archived=True)}
        if json_:
            print_json({"comments": [comment_json(comment, names) for comment in found]})
        else:
            _print_table(found, names, language)


def comment_json(comment: "Comment", names: Mapping[str, str]) -> dict[str, object]:
    """Return a comment as plain values; `names` are those of the scenarios, by their keys."""
    return {
        "number": comment.id,
        "scenario": names.get(comment.scenario, comment.scenario) or None,
        "author": comment.author,
        "made_at": comment.made_at,
        "text": comment.text,
        "place": {
            name: value or None if isinstance(value, str) else value for name, value in vars(comment.pin).items()
        },
        "open": comment.is_open,
        "resolved_by": comment.resolved_by or None,
        "resolved_at": comment.resolved_at or None,
        "replies": [{"author": r.author, "made_at": r.made_at, "text": r.text} for r in comment.replies],
    }


def _print_table(comments: "Sequence[Comment]", names: Mapping[str, str], language: str) -> None:
    table = Table()
    for title in (N_("No."), N_("On"), N_("Place"), N_("State"), N_("Author"), N_("When"), N_("Comment")):
        table.add_column(translate(title, language))
    for comment in comments:
        about = names.get(comment.scenario, comment.scenario) or translate(THE_CITY, language)
        pin = comment.pin
        on = f"\n{pin.layer} {pin.object}" if pin.object else ""
        place = point_text(pin.lon, pin.lat, language, decimals=5) + on
        state = translate(STATE_TITLES[comment.is_open], language).format(name=comment.resolved_by)
        when = moment_text(comment.made_at, language)
        table.add_row(*map(Text, (str(comment.id), about, place, state, comment.author, when, comment.text)))
        for reply in comment.replies:
            when = moment_text(reply.made_at, language)
            table.add_row(*map(Text, ("", "", "", "", f"↳ {reply.author}", when, reply.text)))
    console = Console()
    (console if console.is_terminal else Console(width=WIDTH)).print(table)
