"""Comments of a city: kept with their places and replies, settled, deleted by who may; nothing is lost."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from geodata.errors import UsageError
from twin.cli import WRONG_USE, make_app, run
from twin.comments import MAX_COMMENTS, MAX_REPLIES, MAX_TEXT, Comments, Pin
from twin.scenario_store import ScenarioStore
from twin.store import open_store, write_store

HERE = Pin(21.2257, 45.7537, 6.0, "buildings", "way/1")


@pytest.fixture
def folder(tiny_store_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_store_folder, tmp_path / "city"))


def comments_of(folder: Path) -> Comments:
    store = ScenarioStore.open(folder)
    return Comments(store.engine, store.city.recipe.id)


def test_a_comment_is_kept_with_its_place_and_replies_and_survives_a_rebuild(folder: Path) -> None:
    made = comments_of(folder).add("  Prea înalt?\r\nSau nu. ", HERE, author="Ana", scenario="turnul")
    comments_of(folder).reply(made.id, "Nu.", author="Ion")
    comments_of(folder).resolve(made.id, author="Ion")
    comments_of(folder).resolve(made.id, author="Ana")  # Ion was first
    write_store(open_store(folder).city, folder)
    (kept,) = comments_of(folder).of("turnul")
    assert (kept.text, kept.author, kept.pin) == ("Prea înalt?\nSau nu.", "Ana", HERE)
    assert [(reply.author, reply.text) for reply in kept.replies] == [("Ion", "Nu.")]
    assert (kept.is_open, kept.resolved_by) == (False, "Ion")
    comments_of(folder).reopen(made.id)
    assert comments_of(folder).of()[0].is_open
    assert comments_of(folder).of("") == []


def test_nothing_is_lost_when_several_write_at_once_and_no_number_is_given_twice(folder: Path) -> None:
    first = comments_of(folder).add("first", HERE, author="Ana")
    comments_of(folder).delete(first.id, author="Ana")

    def write(number: int) -> None:
        made = comments_of(folder).add(f"comment {number}", HERE, author="Ana")
        comments_of(folder).reply(made.id, f"reply {number}", author="Ion")

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(12)))
    found = comments_of(folder).of("")
    assert {comment.text: comment.replies[0].text for comment in found} == {
        f"comment {number}": f"reply {number}" for number in range(12)
    }
    assert first.id not in {comment.id for comment in found}


def test_who_wrote_it_deletes_it_unless_others_replied_and_an_administrator_always(folder: Path) -> None:
    comments = comments_of(folder)
    made = comments.add("Aici?", HERE, author="Ana")
    with pytest.raises(UsageError, match="Only who wrote it"):
        comments.delete(made.id, author="Ion")
    comments.reply(made.id, "Da.", author="Ion")
    with pytest.raises(UsageError, match="resolve it instead"):
        comments.delete(made.id, author="Ana")
    (reply,) = comments.of("")[0].replies
    with pytest.raises(UsageError, match="Only who wrote it"):
        comments.delete_reply(reply.id, author="Ana")
    comments.delete_reply(reply.id, author="Ion")
    with pytest.raises(UsageError, match="not there any more"):
        comments.delete_reply(reply.id, author="Ion")
    comments.reply(made.id, "Da!", author="Ion")
    comments.delete(made.id, author="Eva", may_manage=True)
    for change in (
        lambda: comments.delete(made.id, author="Ana"),
        lambda: comments.reply(made.id, "x", author="Ana"),
        lambda: comments.resolve(made.id, author="Ana"),
        lambda: comments.reopen(made.id),
    ):
        with pytest.raises(UsageError, match=f"Comment {made.id} is not there any more"):
            change()


def test_what_is_too_long_too_much_or_nothing_is_refused_whole(folder: Path) -> None:
    comments = comments_of(folder)
    for text, told in ((" \n\x00", "empty"), ("x" * (MAX_TEXT + 1), "1001 characters")):
        with pytest.raises(UsageError, match=told):
            comments.add(text, HERE, author="Ana")
    for number in range(MAX_COMMENTS):
        made = comments.add(str(number), HERE, author="Ana")
    with pytest.raises(UsageError, match="300 comments here"):
        comments.add("one more", HERE, author="Ana")
    comments.add("elsewhere", HERE, author="Ana", scenario="turnul")
    for number in range(MAX_REPLIES):
        comments.reply(made.id, str(number), author="Ana")
    with pytest.raises(UsageError, match="50 replies"):
        comments.reply(made.id, "one more", author="Ana")
    assert len(comments.of("")) == MAX_COMMENTS
    assert len(comments.of("")[0].replies) == MAX_REPLIES


def test_comments_are_listed_by_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ScenarioStore.open(folder).new("Turnul")
    comments_of(folder).add("Prea înalt?", HERE, author="Ana", scenario="turnul")
    city = comments_of(folder).add("O groapă [aici]", Pin(21.2, 45.7), author="Ion")
    comments_of(folder).reply(city.id, "Astupată", author="Ana")
    comments_of(folder).resolve(city.id, author="Ana")

    def twin(*tokens: str, language: str = "en") -> int:
        return run(make_app(language), ["comments", str(folder), *tokens], language)

    assert twin("--json") == 0
    newest, oldest = json.loads(capsys.readouterr().out)["comments"]
    assert (newest["scenario"], newest["open"], newest["resolved_by"]) == (None, False, "Ana")
    assert newest["replies"][0]["text"] == "Astupată"
    assert (oldest["scenario"], oldest["place"]["object"], oldest["open"]) == ("Turnul", "way/1", True)
    assert twin(language="ro") == 0
    shown = capsys.readouterr().out
    assert all(part in shown for part in ("O groapă [aici]", "↳ Ana", "rezolvat de Ana", "Turnul", "way/1"))
    assert twin("--scenario", "turnul") == 0
    assert "groapă" not in capsys.readouterr().out
    assert twin("--scenario", "none") == WRONG_USE
    assert "Turnul" in capsys.readouterr().err
