"""The commands that make a memo's numbers again, and the scenarios they need, as files inside the memo."""

import shlex
from collections.abc import Sequence
from urllib.parse import quote

from geodata.language import N_, translate

from .comparison import Comparison
from .markup import Html, element, together
from .scenario import Scenario
from .scenario_file import scenario_text
from .scenario_names import BASE

HOW = N_(
    "Save the scenario below beside the folder {folder} of the city, in version {version}, and say these commands "
    "there. The first is not needed where the scenario is in the city's database already."
)
WHAT = {
    "import": N_("takes the scenario into the city's database"),
    "compare": N_("gives every number of this memo"),
    "measure": N_("gives the indicators with coverage and method"),
    "verify": N_("asks the trust suite"),
    "memo": N_("writes this memo, with maps in place of the pictures in 3D"),
}
SHORT = 4000  # characters of a scenario that are printed with the memo


def memo_commands(folder: str, made: Comparison, language: str) -> list[tuple[str, Sequence[str]]]:
    """Return what has to be typed, in its order: what it is for, and its words.

    `folder`: what the city's folder is called. The scenarios are files beside it, as `file_name` calls them.
    """
    before = made.before_scenario.name if made.before_scenario else BASE
    after = made.after_scenario.name if made.after_scenario else BASE
    sides = ["--before", before, "--after", after]
    others = ["--before", before] if made.before_scenario else []
    said: list[tuple[str, Sequence[str]]] = [
        ("import", ["scenario", "import", folder, "--file", file_name(each)]) for each in _scenarios(made)
    ]
    out = f"{made.after_scenario.key if made.after_scenario else BASE}.html"
    said += [
        ("compare", ["compare", folder, *sides, "--json"]),
        ("measure", ["measure", folder, "--scenario", after, "--json"]),
        ("verify", ["verify", folder, "--scenario", after]),
        ("memo", ["memo", folder, "--scenario", after, *others, "--language", language, "--out", out]),
    ]
    return said


def file_name(scenario: Scenario) -> str:
    """Return what a scenario's file is called."""
    return f"{scenario.key}.json"


def command_section(folder: str, made: Comparison, language: str) -> Html:
    """Return the commands with what each is for, and the scenarios."""
    scenarios = _scenarios(made)
    version = scenarios[0].city_version if scenarios else ""
    lines = [
        element(
            "li",
            element("code", shlex.join(["twin", *words])),
            element("span", f" {translate(WHAT[what], language)}", class_="quiet"),
        )
        for what, words in memo_commands(folder, made, language)
    ]
    how = translate(HOW, language).format(folder=folder, version=version)
    return together([element("p", how), element("ol", *lines, class_="commands"),
                     *(_embedded(each, language) for each in scenarios)])  # fmt: skip


def _embedded(scenario: Scenario, language: str) -> Html:
    """Return a scenario to save and to read. A long one is not printed: it would fill pages."""
    text, name = scenario_text(scenario), file_name(scenario)
    save = translate(N_("Save {file}"), language).format(file=name)
    address = "data:application/json;charset=utf-8," + quote(text)
    read = translate(N_("The scenario as a file: {file}"), language).format(file=name)
    return together(
        [
            element("p", element("a", save, href=address, download=name), class_="save"),
            element("details", element("summary", read), element("pre", text),
                    class_="short" if len(text) <= SHORT else "long"),
        ]
    )  # fmt: skip


def _scenarios(made: Comparison) -> list[Scenario]:
    return [each for each in (made.before_scenario, made.after_scenario) if each is not None]
