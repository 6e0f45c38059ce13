"""The commands `twin scenario plans` and `twin scenario draw`: plans by name and coordinates, drawn on a city."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from geodata.language import N_, translate

from .cli_arguments import given
from .cli_edits import DIR_HELP, JSON_HELP, store_of


def add_plan_commands(app: App, language: str) -> None:
    """Give `plans` and `draw`, with help in `language`."""

    def t(message: str) -> str:
        return translate(message, language)

    json_type = Annotated[bool, Parameter(name="--json", help=t(JSON_HELP))]
    plan_help = t(N_("A plan by its name in `twin scenario plans`, or a TOML file (docs/scenarios.md)."))

    @app.command(
        help=t(N_("List the plans that come with the project.")),
        usage="",
        help_prologue=t(N_("Usage: twin scenario plans [--json]")),
    )
    def plans(*, json_: json_type = False) -> None:
        from .plan_file import bundled_plans  # what edits cities is imported when it is used
        from .plan_output import print_plans

        print_plans(bundled_plans(), language, as_json=json_)

    @app.command(
        help=t(N_("Draw a plan on a city, as a new scenario; says what was chosen and what was left out.")),
        usage="",
        help_prologue=t(N_("Usage: twin scenario draw DIR --plan NAME|FILE [--name NAME] [--author A] [--json]")),
    )
    def draw(
        folder: Annotated[Path | None, Parameter(name="DIR", help=t(DIR_HELP))] = None,
        /,
        *,
        plan: Annotated[str | None, Parameter(help=plan_help)] = None,
        name: Annotated[str, Parameter(help=t(N_("Another name than the plan's.")))] = "",
        author: Annotated[str, Parameter(help=t(N_("Who draws it.")))] = "",
        json_: json_type = False,
    ) -> None:
        from .plan_file import plan_of  # as above
        from .plan_output import print_drawn
        from .plan_scenario import draw_plan

        said = plan_of(given(plan, "--plan"))
        store = store_of(folder)
        drawn = draw_plan(store.city, said, name=name, author=author, language=language)
        store.keep(drawn.scenario)
        print_drawn(drawn, language, as_json=json_)
