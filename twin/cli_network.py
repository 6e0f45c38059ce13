"""The commands `twin critical` and `twin graph`: what the network hangs on, and the network as a file."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from geodata.language import N_, translate

from .cli_arguments import city_of, given, print_json
from .cli_reach import MODE_HELP


def add_network_commands(app: App, language: str) -> None:
    """Give the command line `critical` and `graph`, with help in `language`."""

    def t(message: str) -> str:
        return translate(message, language)

    dir_help, json_help = t(N_("The folder of a city.")), t(N_("Print one JSON document and nothing else."))

    @app.command(
        help=t(N_("Find the links whose closure delays most or cuts off most, bridges first.")),
        usage="",
        help_prologue=t(N_("Usage: twin critical DIR [--mode M] [--top N] [--json]")),
    )
    def critical(
        folder: Annotated[Path | None, Parameter(name="DIR", help=dir_help)] = None,
        /,
        *,
        mode: Annotated[str, Parameter(help=t(MODE_HELP))] = "car",
        top: Annotated[int, Parameter(help=t(N_("How many of each kind.")))] = 10,
        json_: Annotated[bool, Parameter(name="--json", help=json_help)] = False,
    ) -> None:
        from . import network_output  # what answers is imported when it is asked: other commands start sooner
        from .critical import critical as ask

        city = city_of(folder)
        answer = ask(city, mode=mode, top=top)
        if json_:
            print_json(network_output.critical_json(city, answer))
        else:
            network_output.print_critical(city, answer, language)

    @app.command(
        help=t(N_("Write the graph of a mode for other programs.")),
        usage="",
        help_prologue=t(N_("Usage: twin graph DIR --mode M --out FILE.(graphml|gpkg)")),
    )
    def graph(
        folder: Annotated[Path | None, Parameter(name="DIR", help=dir_help)] = None,
        /,
        *,
        mode: Annotated[str, Parameter(help=t(MODE_HELP))] = "walk",
        out: Annotated[Path | None, Parameter(help=t(N_("The file to write: .graphml or .gpkg.")))] = None,
    ) -> None:
        from .graph_export import write_graph  # as above

        path = given(out, "--out")
        city = city_of(folder)
        print(write_graph(city.mobility, path, frame=city.frame, mode=mode))
