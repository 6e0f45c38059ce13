"""The command `twin sees`: what is seen from a point, and whether another is. Texts are in the user's language."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from geodata.errors import UsageError
from geodata.language import N_, translate

from .cli_arguments import edited_city_of, given, print_json
from .written_file import GEOJSON, TIF, check_file

NO_FILE_OF_A_LINE = N_("--out writes all that is seen from a place. Leave out --to, or --out.")


def add_sees_command(app: App, language: str) -> None:
    """Give the command line `sees`, with help in `language`."""

    def t(message: str) -> str:
        return translate(message, language)

    @app.command(
        help=t(N_("Say what is seen from a place, or whether another place is seen from it.")),
        usage="",
        help_prologue=t(N_("Usage: twin sees DIR --from PLACE [--to PLACE] [options]")),
    )
    def sees(
        folder: Annotated[Path | None, Parameter(name="DIR", help=t(N_("The folder of a city.")))] = None,
        /,
        *,
        start: Annotated[
            str | None, Parameter(name="--from", help=t(N_("Where the eyes are: LON,LAT or a name.")))
        ] = None,
        to: Annotated[str | None, Parameter(help=t(N_("What is looked at: LON,LAT, a name or an id.")))] = None,
        eyes: Annotated[float, Parameter(help=t(N_("How high the eyes are above what is there, in metres.")))] = 1.6,
        target: Annotated[
            float, Parameter(help=t(N_("How high the thing looked at is above what is there, in metres.")))
        ] = 0.0,
        reach: Annotated[float, Parameter(help=t(N_("How far to look, in metres.")))] = 3000.0,
        scenario: Annotated[str | None, Parameter(help=t(N_("A scenario: what is seen with its edits made.")))] = None,
        out: Annotated[
            Path | None, Parameter(help=t(N_("A .tif or .geojson to write what is seen from the place to.")))
        ] = None,
        json_: Annotated[
            bool, Parameter(name="--json", help=t(N_("Print one JSON document and nothing else.")))
        ] = False,
    ) -> None:
        said = given(start, "--from")
        if out is not None and to is not None:
            raise UsageError(NO_FILE_OF_A_LINE)
        if out is not None:
            check_file(out, [TIF, GEOJSON])
        city, name = edited_city_of(folder, scenario)
        from . import sight_output  # what answers is imported when it is asked: other commands start sooner
        from .sight_answer import seen_from, sight_between

        if to is not None:
            line = sight_between(city, said, to, eyes_m=eyes, target_m=target)
            if json_:
                print_json(sight_output.between_json(city, line, scenario=name))
            else:
                sight_output.print_between(city, line, language, scenario=name)
            return
        seen = seen_from(city, said, eyes_m=eyes, target_m=target, reach_m=reach)
        if out is not None:
            from .viewshed_file import write_viewshed  # as above

            write_viewshed(city, seen, out, scenario=name)
        if json_:
            print_json(sight_output.seen_json(city, seen, language, scenario=name))
        else:
            sight_output.print_seen(city, seen, language, scenario=name)
