"""The command `twin export`: a city, or a scenario of it, in the format of other programs."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console

from geodata.errors import UsageError
from geodata.language import N_, translate

from .city import City
from .cli_arguments import given, print_json

FORMATS = ("cityjson",)


def add_export_command(app: App, language: str) -> None:
    """Give the command line `export`, with help in `language`."""

    def t(message: str) -> str:
        return translate(message, language)

    @app.command(
        help=t(N_("Write a city for other programs: as CityJSON 2.0, or as CityJSONSeq where OUT ends in .jsonl.")),
        usage="",
        help_prologue=t(N_("Usage: twin export DIR --to cityjson OUT [--scenario NAME] [--json]")),
    )
    def export(
        folder: Annotated[Path | None, Parameter(name="DIR", help=t(N_("The folder of a city.")))] = None,
        out: Annotated[Path | None, Parameter(name="OUT", help=t(N_("The file to write.")))] = None,
        /,
        *,
        to: Annotated[str | None, Parameter(help=t(N_("The format: cityjson.")))] = None,
        scenario: Annotated[str | None, Parameter(help=t(N_("A scenario: the city with its edits made.")))] = None,
        json_: Annotated[
            bool, Parameter(name="--json", help=t(N_("Print one JSON document and nothing else.")))
        ] = False,
    ) -> None:
        chosen = given(to, "--to")
        if chosen not in FORMATS:
            raise UsageError(
                N_("--to {format}: there is no such format. There are: {known}."),
                format=chosen,
                known=", ".join(FORMATS),
            )
        _export(given(folder, "DIR"), given(out, "OUT"), scenario, language, as_json=json_)


def _export(folder: Path, out: Path, name: str | None, language: str, *, as_json: bool) -> None:
    from .cityjson_export import write_city  # only writing needs what it is made with

    model, report = write_city(_city(folder, name), out, language=language, scenario=name or "")
    counts = {str(type): int(count) for type, count in model.objects["type"].value_counts().items()}
    if as_json:
        entries = [entry.as_json(language) for entry in report.entries]
        print_json({"file": str(out), "objects": counts, "surfaces": len(model.surfaces), "report": entries})
        return
    print(out)
    console = Console(stderr=True)
    console.print(", ".join(f"{type}: {count}" for type, count in counts.items()), markup=False)
    for entry in report.entries:
        said = f"{translate(entry.reason, language)}: {', '.join(entry.examples)}"
        console.print(said, markup=False)


def _city(folder: Path, name: str | None) -> City:
    """Return the city of a folder, with the edits of a scenario made where one is named."""
    if name is None:
        return City.open(folder)
    from .scenario_store import ScenarioStore  # only scenarios need the database

    return ScenarioStore.open(folder).scenario(name).applied
