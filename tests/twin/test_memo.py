"""A memo: its numbers are the comparison's, its texts are escaped, and its commands make the numbers again."""

import html
import json
import re
import shlex
import shutil
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.tiny import Town
from tests.twin.edited_town import lonlat
from tests.twin.transit_town import transit_town
from twin.build import Inputs, city_from_files
from twin.cli import make_app, run
from twin.comparison import Comparison, compare
from twin.differences import shown_decimals, value_text
from twin.indicators import indicators
from twin.memo import Memo, css_text, memo_html
from twin.picture_file import PictureFile
from twin.scenario_store import ScenarioStore
from twin.verification import Check, Verification

NAME = 'Două <b>stații</b> & "o stradă"'
SECTIONS = (
    "in-short", "proposal", "pictures", "gains", "indicators", "commands", "sources", "assumptions", "meanings",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(town_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a town without scenarios."""
    return Path(shutil.copytree(town_folder, tmp_path_factory.mktemp("memo") / "city"))


@pytest.fixture(scope="module")
def made(folder: Path) -> Comparison:
    """Return a comparison of the town with a scenario of two stations and a closed street, kept nowhere."""
    city = ScenarioStore.open(folder).city
    scenario = city.scenario(NAME, author="Ana <i>")
    scenario = scenario.close_street("way/6", note="Pentru <copii>.")
    scenario = scenario.add_charging_stations([lonlat(-60, -60), lonlat(-50, -60)])
    return compare(city, scenario)


@pytest.fixture(scope="module")
def english(made: Comparison) -> str:
    return memo_html(Memo(made, None, "2026-11-28T19:30:00+00:00", "city"), "en")


def cells(memo: str) -> dict[str, list[str]]:
    """Return the rows of the table of indicators by their titles, as texts."""
    table = memo.split('class="indicators"')[1].split("</table>")[0]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in table.split("<tr>")[2:]]
    plain = [[html.unescape(re.sub("<small>.*?</small>|<[^>]+>", "", cell)) for cell in row] for row in rows]
    return {row[0]: row[1:] for row in plain}


def test_a_memo_has_all_sections_and_the_numbers_of_the_comparison(made: Comparison, english: str) -> None:
    for id in SECTIONS:
        assert f'<section id="{id}">' in english
    rows, table = cells(english), made.table()
    assert set(rows) == set(table["title"])
    for id, row in table.iterrows():
        shown, unit = rows[row["title"]], row["unit"] if row["after"] == row["after"] else ""
        decimals = shown_decimals(row["before"], row["after"], indicators()[str(id)].decimals)
        assert shown[2] == value_text(row["after"], unit, decimals, "en")
    assert len(re.findall(r'src="data:image/png;base64,', english)) >= 1


def test_whatever_a_planner_wrote_is_escaped_and_nothing_is_fetched(english: str) -> None:
    for raw in ("<b>stații", "<i>", "<copii>", "<script", "http://127", 'src="http', "@import", "url("):
        assert raw not in english
    assert html.escape(NAME) in english
    assert html.escape("Pentru <copii>.") in english
    assert css_text('</style>"\\') == '"\\3c \\2f style\\3e \\22 \\5c "'


def test_a_memo_speaks_romanian_with_its_numbers_and_dates(made: Comparison) -> None:
    picture = PictureFile(b"\xff\xd8\xff", "image/jpeg", "Înainte: orașul")
    memo = memo_html(Memo(made, None, "2026-11-28T19:30:00+00:00", "city", [picture, picture]), "ro")
    for said in ("Pe scurt", "Ce se propune", "28 noiembrie 2026", "Cine câștigă", "Verificarea nu a fost cerută"):
        assert said in memo or css_text(said)[1:-1] in memo
    assert "arată la fel" in memo  # two pictures that are the same
    assert "In short" not in memo


def test_a_memo_says_what_does_not_hold_now_and_what_did_not_of_another_state(made: Comparison) -> None:
    values = {"before": 10.0, "new": 0.0, "gone": 0.0, "after": 12.0}
    wrong = Check("residents", False, "{before} before + {new} new − {gone} gone = {after} after", values)
    right = Check("undo", True, "layers compared: {layers}", {"layers": "trees"})
    failed = Verification((wrong, right), "2026-11-28T18:30:00+00:00")
    said = "No resident appears or disappears but with a building (10 before + 0 new − 0 gone = 12 after)"
    now = html.unescape(memo_html(Memo(made, failed, "2026-11-28T19:30:00+00:00", "city"), "en"))
    assert f"1 of 2 rules are broken (28 Nov 2026, 20:30). What does not hold: {said}." in now
    later = Memo(made, None, "2026-11-28T19:30:00+00:00", "city", failed=failed)
    english, romanian = (html.unescape(memo_html(later, language)) for language in ("en", "ro"))
    assert "has not been asked about this state" in english
    assert f"Of another state of this scenario the trust suite did not hold (28 Nov 2026, 20:30): {said}." in english
    assert "10 înainte + 0 noi − 0 plecați = 12 după" in romanian


def test_a_street_of_several_parts_says_each_change_once(tmp_path: Path) -> None:
    town = Town()
    west, middle, east = town.node(-200, 0), town.node(0, 0), town.node(200, 0)
    town.block(0, 50, 10, building="house")
    town.way_of_nodes([west, middle], highway="residential", name="Strada Lungă")
    town.way_of_nodes([middle, east], highway="residential", name="Strada Lungă", foot="designated")
    city = city_from_files(Inputs(osm=town.write(tmp_path / "town.osm")))
    made = compare(city, city.scenario("Plan").close_street("way/2", "way/3", modes=["walk"]), ids=["trees"])
    said = html.unescape(memo_html(Memo(made, None, "2026-11-28T19:30:00+00:00", "city"), "en"))
    assert said.count("Strada Lungă – On foot") == 1
    assert "Strada Lungă – On foot: not stated, signed for it → no" in said


def test_its_commands_make_its_numbers_again(
    folder: Path, made: Comparison, english: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    shutil.copytree(folder, tmp_path / "city")
    monkeypatch.chdir(tmp_path)
    link = re.search(r'href="data:application/json;charset=utf-8,([^"]+)" download="([^"]+)"', english)
    assert link is not None
    (tmp_path / link[2]).write_text(unquote(link[1]), encoding="utf-8")
    commands = [shlex.split(html.unescape(said)) for said in re.findall("<code>(.*?)</code>", english)]
    printed = {}
    for program, *words in commands:
        assert program == "twin"
        assert run(make_app("en"), words, "en") == 0, words
        printed[words[0]] = capsys.readouterr().out
    again = json.loads(printed["compare"])["indicators"]
    table = made.table()
    assert set(again) == set(table.index)
    for id, row in again.items():
        assert row["after"] == pytest.approx(table.at[id, "after"]) or row["after"] is None
    assert json.loads(printed["measure"])["scenario"] == NAME
    written = (tmp_path / printed["memo"].strip()).read_text(encoding="utf-8")
    assert cells(written) == cells(english)
    assert "The trust suite holds" in written  # `twin verify` came before


def test_a_memo_says_what_to_know_of_each_change_and_its_times_are_the_citys(tmp_path: Path) -> None:
    town = transit_town(tmp_path)
    scenario = town.scenario("Bulevardul").close_street("way/5")
    made = compare(town, scenario, ids=["trees", "residents_near_stop"])
    late = Memo(made, None, "2026-11-28T22:30:00+00:00", "city")
    english, romanian = (html.unescape(memo_html(late, language)) for language in ("en", "ro"))
    assert "Lines 2, 3 still run here: move their stops or change them." in english
    assert "Liniile 2, 3 circulă" in romanian
    assert "29 Nov 2026, 00:30 (times are those of Europe/Bucharest)" in english
    assert "29 nov. 2026, 00:30" in romanian
    assert css_text("29 noiembrie 2026")[1:-1] in romanian  # at the foot of each page: the city's day
    assert "UTC" not in english.split('id="commands"')[0]
