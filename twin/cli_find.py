"""The command `twin find`: which objects a name means, with the ids that edits take. Texts in the user's language."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from geodata.errors import UsageError
from geodata.language import N_, translate

from .cli_arguments import city_of, given, print_json


def add_find_command(app: App, language: str) -> None:
    """Give the command line `find`, with help in `language`."""

    def t(message: str) -> str:
        return translate(message, language)

    @app.command(
        help=t(N_("Find streets, addresses, places and neighbourhoods by name, with the ids that edits take.")),
        usage="",
        help_prologue=t(N_("Usage: twin find DIR TEXT [--most NUMBER] [--json]")),
    )
    def find(
        folder: Annotated[Path | None, Parameter(name="DIR", help=t(N_("The folder of a city.")))] = None,
        text: Annotated[
            str | None, Parameter(name="TEXT", help=t(N_("A name, an address, an id, or LAT, LON.")))
        ] = None,
        /,
        *,
        most: Annotated[int, Parameter(help=t(N_("How many answers at most.")))] = 8,
        json_: Annotated[
            bool, Parameter(name="--json", help=t(N_("Print one JSON document and nothing else.")))
        ] = False,
    ) -> None:
        asked = given(text, "TEXT")
        if most < 1:
            raise UsageError(N_("--most {most}: ask for one answer at least."), most=most)
        city = city_of(folder)
        from .find_output import found_json, print_found  # reads names: other commands start sooner
        from .gazetteer import NOT_FOUND, Gazetteer

        found = Gazetteer.of_city(city).find(asked, limit=most)
        if json_:
            print_json({"text": asked, "found": found_json(city, found, language)})
        elif found:
            print_found(city, found, language)
        else:
            raise UsageError(NOT_FOUND, text=asked.strip())
