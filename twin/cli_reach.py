"""The commands `twin access`, `twin matrix` and `twin site`: who reaches what, and where to build."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from geodata.language import N_, translate

from .cli_arguments import city_of, given, print_json
from .cli_trips import minutes_from_text

MODE_HELP = N_(
    "How: walk, wheelchair, older_person, pram, child, bike, bike_cautious, car or transit; walk if left out."
)


def add_reach_commands(app: App, language: str) -> None:
    """Give the command line `access`, `matrix` and `site`, with help in `language`."""

    def t(message: str) -> str:
        return translate(message, language)

    dir_help, json_help = t(N_("The folder of a city.")), t(N_("Print one JSON document and nothing else."))

    @app.command(
        help=t(N_("Find who reaches the nearest object of a layer from home, by neighbourhood.")),
        usage="",
        help_prologue=t(N_("Usage: twin access DIR --to LAYER[:CLASS] [options]")),
    )
    def access(
        folder: Annotated[Path | None, Parameter(name="DIR", help=dir_help)] = None,
        /,
        *,
        to: Annotated[str | None, Parameter(help=t(N_("A layer, or one class of it: amenities:school.")))] = None,
        mode: Annotated[str, Parameter(help=t(MODE_HELP))] = "walk",
        minutes: Annotated[str, Parameter(help=t(N_("Minutes, such as 5,10,15.")))] = "5,10,15",
        json_: Annotated[bool, Parameter(name="--json", help=json_help)] = False,
    ) -> None:
        goal, limits = given(to, "--to"), minutes_from_text(minutes)
        city = city_of(folder)
        from . import reach_output  # what answers is imported when it is asked: other commands start sooner
        from .access import access as ask

        answer = ask(city, goal, mode=mode, minutes=limits)
        if json_:
            print_json(reach_output.access_json(city, answer))
        else:
            reach_output.print_access(city, answer, language)

    @app.command(
        help=t(N_("Write the times between two sets of points.")),
        usage="",
        help_prologue=t(N_("Usage: twin matrix DIR --from FILE --to FILE --out FILE [options]")),
    )
    def matrix(
        folder: Annotated[Path | None, Parameter(name="DIR", help=dir_help)] = None,
        /,
        *,
        origins: Annotated[
            Path | None, Parameter(name="--from", help=t(N_("Points to start from: CSV with lon and lat, GeoJSON …")))
        ] = None,
        targets: Annotated[Path | None, Parameter(name="--to", help=t(N_("Points to go to.")))] = None,
        mode: Annotated[str, Parameter(help=t(MODE_HELP))] = "walk",
        out: Annotated[Path | None, Parameter(help=t(N_("The table to write: .csv or .parquet.")))] = None,
    ) -> None:
        from . import reach_output  # as above
        from .matrix import matrix as ask
        from .matrix import read_points, write_matrix, writer_of

        files = given(origins, "--from"), given(targets, "--to")
        path = given(out, "--out")
        writer_of(path)
        city = city_of(folder)
        (start, read), (end, read_too) = (read_points(file, frame=city.frame) for file in files)
        made = ask(city.mobility, start, end, mode=mode)
        write_matrix(made, path)
        reach_output.print_matrix(made, read + read_too, path, language)

    @app.command(
        help=t(N_("Propose sites that bring most residents within reach.")),
        usage="",
        help_prologue=t(N_("Usage: twin site DIR --layer charging_stations --count 100 [options]")),
    )
    def site(
        folder: Annotated[Path | None, Parameter(name="DIR", help=dir_help)] = None,
        /,
        *,
        layer: Annotated[str, Parameter(help=t(N_("The layer that gets new objects.")))] = "charging_stations",
        count: Annotated[int, Parameter(help=t(N_("How many sites.")))] = 100,
        mode: Annotated[str, Parameter(help=t(MODE_HELP))] = "walk",
        minutes: Annotated[float, Parameter(help=t(N_("Within how many minutes from home.")))] = 5.0,
        avoid: Annotated[
            list[str] | None, Parameter(help=t(N_("A layer no site may stand in, or none. May be repeated.")))
        ] = None,
        prefer: Annotated[
            list[str] | None, Parameter(help=t(N_("A layer whose objects are sites first. May be repeated.")))
        ] = None,
        out: Annotated[Path | None, Parameter(help=t(N_("Write the sites as GeoJSON.")))] = None,
        json_: Annotated[bool, Parameter(name="--json", help=json_help)] = False,
    ) -> None:
        from . import reach_output  # as above
        from .siting import AVOIDED
        from .siting import site as ask

        city = city_of(folder)
        avoided = AVOIDED if avoid is None else tuple(name for name in avoid if name != "none")
        answer = ask(city, layer=layer, count=count, mode=mode, minutes=minutes, avoid=avoided, prefer=prefer)
        if out is not None:
            reach_output.write_sites(answer, out)
        if json_:
            print_json(reach_output.site_json(city, answer, language))
        else:
            reach_output.print_sites(city, answer, language)
