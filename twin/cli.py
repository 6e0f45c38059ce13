"""The command line: what `twin build` and `twin info` do. Texts are in the user's language."""

import os
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import rich.progress
from cyclopts import App, CycloptsError, Group, Parameter
from cyclopts.exceptions import CoercionError, MissingArgumentError, UnknownCommandError, UnknownOptionError
from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

from geodata.download import download_osm
from geodata.errors import TwinError, UsageError
from geodata.language import DEFAULT_LANGUAGE, LANGUAGES, N_, translate
from geodata.recipe_file import bundled_recipe, read_recipe

from .build import Inputs, city_from_demo, city_from_files
from .cli_comments import add_comments_command
from .cli_export import add_export_command
from .cli_find import add_find_command
from .cli_measure import add_measure_commands
from .cli_network import add_network_commands
from .cli_reach import add_reach_commands
from .cli_scenario import add_scenario_commands
from .cli_sees import add_sees_command
from .cli_sun import add_sun_commands
from .cli_trips import add_trip_commands
from .cli_users import add_user_commands
from .info import print_info
from .progress import Progress
from .store import Store, check_writable, open_store, write_store

WRONG_USE = 2


def user_language() -> str:
    """Return "ro" or "en": what TWIN_LANGUAGE says, else the system's own setting, else English."""
    for name in ("TWIN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")[:2].lower()
        if value:
            return value if value in LANGUAGES else DEFAULT_LANGUAGE
    return DEFAULT_LANGUAGE


def make_app(language: str) -> App:
    """Return the command line with its help in `language`."""

    def t(message: str) -> str:
        return translate(message, language)

    app = App(
        name="twin",
        help=t(N_("The Timișoara Twin: a 3D city from open data, in the browser and in notebooks.")),
        usage="",
        help_prologue=t(N_("Usage: twin COMMAND …")),
        group_commands=Group(t(N_("Commands"))),
        group_parameters=Group(t(N_("Options"))),
        group_arguments=Group(t(N_("Arguments"))),
        default_parameter=Parameter(show_default=False, negative=()),
        help_flags=["--help", "-h"],
        version=version("timisoara-twin"),
        version_flags=["--version"],
        result_action="return_value",
    )
    app["--help"].help = t(N_("Show this help."))
    app["--version"].help = t(N_("Show the version."))
    json_help = t(N_("Print one JSON document and nothing else."))
    dir_help = t(N_("The folder of a city."))

    @app.command(
        help=t(N_("Build a city from a map, from city models, or the demonstration city, into a folder.")),
        usage="",
        help_prologue=t(N_("Usage: twin build (--osm FILE | --cityjson FILE | --demo) --out DIR [options]")),
    )
    def build(
        *,
        out: Annotated[
            Path | None, Parameter(help=t(N_("The folder to write; a city that is there is replaced.")))
        ] = None,
        osm: Annotated[Path | None, Parameter(help=t(N_("An OpenStreetMap extract: .osm.pbf or .osm.")))] = None,
        demo: Annotated[bool, Parameter(help=t(N_("Build the embedded demonstration city.")))] = False,
        dem: Annotated[Path | None, Parameter(help=t(N_("A terrain model: GeoTIFF, .hgt or .hgt.zip.")))] = None,
        gtfs: Annotated[Path | None, Parameter(help=t(N_("A public-transport feed: GTFS, zipped.")))] = None,
        recipe: Annotated[Path | None, Parameter(help=t(N_("A recipe: the city as one TOML file.")))] = None,
        add: Annotated[
            list[str] | None,
            Parameter(help=t(N_("LAYER=FILE: add a file to a layer. May be repeated."))),
        ] = None,
        cityjson: Annotated[
            list[Path] | None,
            Parameter(
                help=t(N_("A city model: CityJSON, zipped or not. Its buildings replace the map's. May be repeated."))
            ),
        ] = None,
        ndvi: Annotated[
            tuple[Path, Path] | None,
            Parameter(help=t(N_("RED NIR: the red and the near-infrared band of a satellite picture."))),
        ] = None,
        scene_classes: Annotated[
            Path | None, Parameter(help=t(N_("The scene classes (SCL) of that picture: clouds are left out.")))
        ] = None,
        json_: Annotated[bool, Parameter(name="--json", help=json_help)] = False,
    ) -> None:
        added = tuple(_layer_and_file(a) for a in add or [])
        inputs = Inputs(osm, dem, gtfs, recipe, added, tuple(cityjson or ()), ndvi, scene_classes)
        if demo and inputs != Inputs():
            raise UsageError(N_("--demo takes no files. Leave out --demo or the files."))
        store = _build(inputs, named(out, "--out"), demo=demo, language=language, quiet=json_)
        print_info(store, language, as_json=json_)

    @app.command(
        help=t(N_("Say what a city holds: layers, sources, the report of its import.")),
        usage="",
        help_prologue=t(N_("Usage: twin info DIR [--json]")),
    )
    def info(
        folder: Annotated[Path | None, Parameter(name="DIR", help=dir_help)] = None,
        /,
        *,
        json_: Annotated[bool, Parameter(name="--json", help=json_help)] = False,
    ) -> None:
        print_info(open_store(named(folder, "DIR")), language, as_json=json_)

    @app.command(
        help=t(N_("Download a city's OpenStreetMap data through Overpass.")),
        usage="",
        help_prologue=t(N_("Usage: twin download --out FILE [options]")),
    )
    def download(
        *,
        out: Annotated[Path | None, Parameter(help=t(N_("The file to write, such as city.osm.pbf.")))] = None,
        recipe: Annotated[Path | None, Parameter(help=t(N_("The recipe of the city; else Timișoara.")))] = None,
        overpass_url: Annotated[str | None, Parameter(help=t(N_("The address of an Overpass server.")))] = None,
    ) -> None:
        out = named(out, "--out")
        chosen = read_recipe(recipe) if recipe else bundled_recipe("timisoara")
        Console(stderr=True).print(t(N_("Downloading OpenStreetMap data; this can take minutes …")))
        download_osm(chosen.bounds_lonlat, out, overpass_url=overpass_url)
        print(out)

    add_find_command(app, language)
    add_trip_commands(app, language)
    add_reach_commands(app, language)
    add_sun_commands(app, language)
    add_sees_command(app, language)
    add_network_commands(app, language)
    add_measure_commands(app, language)
    add_scenario_commands(app, language)
    add_user_commands(app, language)
    add_comments_command(app, language)
    add_export_command(app, language)
    return app


def run(app: App, tokens: Sequence[str], language: str) -> int:
    """Run a command line and return its exit status: 0 it worked, 1 a check failed, 2 wrong use or bad input."""
    try:
        status = app(tokens, exit_on_error=False, print_error=False)
        return status if isinstance(status, int) else 0
    except TwinError as error:
        print(error.text(language), file=sys.stderr)
        return WRONG_USE
    except CycloptsError as error:
        print(_wrong_use(error).text(language), file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        print(translate(N_("Stopped. Nothing was changed."), language), file=sys.stderr)
        return 130
    except BrokenPipeError:  # who reads, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _wrong_use(error: CycloptsError) -> UsageError:
    """Return in our words, and so in both languages, what is wrong with a command line."""
    if isinstance(error, UnknownCommandError):
        command = " ".join(["twin", *(error.command_chain or ())])
        token = (error.unused_tokens or [""])[0]
        return UsageError(N_("There is no command “{token}”. See: {command} --help"), token=token, command=command)
    if isinstance(error, UnknownOptionError):
        return UsageError(
            N_("There is no option “{token}”. See --help."), token=error.token.keyword or error.token.value
        )
    if isinstance(error, MissingArgumentError) and error.argument is not None:
        return UsageError(N_("{option} needs a value. See --help."), option=error.argument.name)
    if isinstance(error, CoercionError) and error.token is not None:
        return UsageError(
            N_("“{value}” cannot be the value of {option}. See --help."),
            value=error.token.value,
            option=error.token.keyword or (error.argument.name if error.argument else ""),
        )
    unused = " ".join(error.unused_tokens or [])
    return UsageError(N_("The command line cannot be understood here: {tokens}. See --help."), tokens=unused)


def named(path: Path | None, option: str) -> Path:
    """Return the path of an option that cannot be left out. Raises UsageError when it was."""
    if path is None:
        raise UsageError(N_("{option} needs a value. See --help."), option=option)
    return path


def _layer_and_file(text: str) -> tuple[str, Path]:
    layer, sign, file = text.partition("=")
    if not (layer and sign and file):
        raise UsageError(N_("--add takes LAYER=FILE, such as sensor_points=stations.csv, not “{text}”."), text=text)
    return layer, Path(file)


def _build(inputs: Inputs, out: Path, *, demo: bool, language: str, quiet: bool) -> Store:
    started = time.perf_counter()
    check_writable(out)
    progress = _Bars(Console(stderr=True, quiet=quiet), language)
    with progress.bars:
        city = city_from_demo(progress=progress) if demo else city_from_files(inputs, progress=progress)
        store = write_store(city, out, started=started, progress=progress)
        progress.finish()
    return store


class _Bars(Progress):
    """Progress as a bar on the terminal, one step after the other."""

    def __init__(self, console: Console, language: str) -> None:
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
        )
        self.bars, self.language = (
            rich.progress.Progress(*columns, console=console, transient=True, disable=not console.is_terminal),
            language,
        )
        self.task: TaskID | None = None

    def step(self, title: str, *, total: int | None = None) -> None:
        self.finish()
        self.task = self.bars.add_task(translate(title, self.language), total=total)

    def advance(self) -> None:
        if self.task is not None:
            self.bars.advance(self.task)

    def finish(self) -> None:
        if self.task is not None:
            self.bars.update(self.task, total=1, completed=1)
