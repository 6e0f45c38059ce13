"""Comments that planners pin to places of a city or of one of its scenarios, with replies, in the city's database."""

import unicodedata
from contextlib import AbstractContextManager
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Column, Connection, Engine, Float, ForeignKey, Integer, Row, String, Table, Text
from sqlalchemy.exc import IntegrityError

from geodata.errors import UsageError
from geodata.language import N_

from . import database
from .database import TABLES
from .scenario import now
from .scenario_tables import present_key

MAX_TEXT, MAX_COMMENTS, MAX_REPLIES = 1000, 300, 50
CITY = ""  # in place of a scenario's key: what is said of the city as it is

COMMENTS = Table(
    "comments",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("city", String(100), nullable=False),
    Column("scenario", String(200), nullable=False),  # its key, also when it is carried over to newer data or renamed
    Column("text", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("made_at", String(40), nullable=False),
    Column("lon", Float, nullable=False),
    Column("lat", Float, nullable=False),
    Column("height_m", Float, nullable=False),  # above the ground
    Column("layer", String(100), nullable=False),
    Column("object", Text, nullable=False),
    Column("resolved_by", Text, nullable=False),
    Column("resolved_at", String(40), nullable=False),  # "": open
    sqlite_autoincrement=True,  # a number is never given twice
)

REPLIES = Table(
    "comment_replies",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("comment", ForeignKey("comments.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("made_at", String(40), nullable=False),
    sqlite_autoincrement=True,
)

FAILED = N_("{place}: the comments cannot be read or saved ({error}). Nothing was changed.")
EMPTY = N_("The comment is empty. Write something first.")
TOO_LONG = N_("The comment has {count} characters; at most {most} are kept. Shorten it.")
TOO_MANY = N_("There are {most} comments here already. Delete some that are settled.")
TOO_MANY_REPLIES = N_("Comment {number} has {most} replies already. Begin another one.")
GONE = N_("Comment {number} is not there any more. Somebody deleted it.")
REPLY_GONE = N_("The reply is not there any more. Somebody deleted it.")
NOT_YOURS = N_("Only who wrote it may delete it, or an administrator.")
ANSWERED = N_(
    "Others have replied to comment {number}: resolve it instead. An administrator can delete it with all replies."
)


@dataclass(frozen=True)
class Pin:
    """Where a comment is pinned: degrees, metres above the ground, and the object it is about, if it is about one."""

    lon: float
    lat: float
    height_m: float = 0.0
    layer: str = ""
    object: str = ""


@dataclass(frozen=True)
class Reply:
    """One answer to a comment."""

    id: int
    author: str
    text: str
    made_at: str


@dataclass(frozen=True)
class Comment:
    """One comment: `id` is its number, `scenario` the key of the scenario it is about, "" the city as it is."""

    id: int
    scenario: str
    author: str
    text: str
    made_at: str
    pin: Pin
    resolved_by: str = ""
    resolved_at: str = ""
    replies: tuple[Reply, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether nobody has resolved it."""
        return not self.resolved_at


@dataclass(frozen=True)
class Comments:
    """The comments of one city. Each change is one transaction on one row, so that two at once lose nothing."""

    engine: Engine
    city_id: str

    def of(self, scenario: str | None = None) -> list[Comment]:
        """Return the comments of a scenario's key (`CITY`: those of the city as it is; None: all), newest first."""
        wanted = COMMENTS.c.city == self.city_id
        if scenario is not None:
            wanted &= COMMENTS.c.scenario == present_key(self.city_id, scenario)
        with self._reading() as connection:
            rows = connection.execute(sa.select(COMMENTS).where(wanted).order_by(COMMENTS.c.id.desc())).all()
            mine = REPLIES.c.comment.in_(sa.select(COMMENTS.c.id).where(wanted))
            said: dict[int, list[Reply]] = {}
            for reply in connection.execute(sa.select(REPLIES).where(mine).order_by(REPLIES.c.id)):
                said.setdefault(reply.comment, []).append(Reply(reply.id, reply.author, reply.text, reply.made_at))
        return [_comment(row, said.get(row.id, [])) for row in rows]

    def add(self, text: str, pin: Pin, *, author: str, scenario: str = CITY) -> Comment:
        """Return a new comment. Raises UsageError for a text that is empty or too long, or where there are too many."""
        about = present_key(self.city_id, scenario)  # it may have been renamed since it was opened
        columns = {
            "city": self.city_id, "scenario": about, "text": checked_text(text), "author": author, "made_at": now(),
            "resolved_by": "", "resolved_at": "", **vars(pin),
        }  # fmt: skip
        with self._writing() as connection:
            made = connection.execute(sa.insert(COMMENTS).values(**columns))
            there = (COMMENTS.c.city == self.city_id) & (COMMENTS.c.scenario == about)
            # Counted once it is written: nobody else writes then.
            if _count(connection, COMMENTS, there) > MAX_COMMENTS:
                raise UsageError(TOO_MANY, most=MAX_COMMENTS)
            return _comment(self._row(connection, _new_id(made)), ())

    def reply(self, id: int, text: str, *, author: str) -> None:
        """Add a reply. Raises UsageError as `add`, and for a comment that is gone."""
        columns = {"comment": id, "text": checked_text(text), "author": author, "made_at": now()}
        with self._writing() as connection:
            try:
                connection.execute(sa.insert(REPLIES).values(**columns))
            except IntegrityError:
                raise UsageError(GONE, number=id) from None
            self._row(connection, id)  # of this city
            if _count(connection, REPLIES, REPLIES.c.comment == id) > MAX_REPLIES:
                raise UsageError(TOO_MANY_REPLIES, number=id, most=MAX_REPLIES)

    def resolve(self, id: int, *, author: str) -> None:
        """Say that a comment is settled; who said so first stays. Raises UsageError for one that is gone."""
        self._settle(id, COMMENTS.c.resolved_at == "", {"resolved_by": author, "resolved_at": now()})

    def reopen(self, id: int) -> None:
        """Say that a comment is open after all. Raises UsageError for one that is gone."""
        self._settle(id, COMMENTS.c.resolved_at != "", {"resolved_by": "", "resolved_at": ""})

    def delete(self, id: int, *, author: str, may_manage: bool = False) -> None:
        """Delete a comment with its replies. Only its author may, while nobody else has replied; and an administrator.

        Raises UsageError for anybody else, and for a comment that is gone.
        """
        with self._writing() as connection:
            # Written first, so that nobody replies between the look and the deletion.
            connection.execute(sa.update(COMMENTS).where(COMMENTS.c.id == id).values(id=id))
            row = self._row(connection, id)
            if row.author != author and not may_manage:
                raise UsageError(NOT_YOURS)
            of_others = (REPLIES.c.comment == id) & (REPLIES.c.author != author)
            if not may_manage and _count(connection, REPLIES, of_others):
                raise UsageError(ANSWERED, number=id)
            connection.execute(sa.delete(REPLIES).where(REPLIES.c.comment == id))
            connection.execute(sa.delete(COMMENTS).where(COMMENTS.c.id == id))

    def delete_reply(self, id: int, *, author: str, may_manage: bool = False) -> None:
        """Delete a reply: its author may, and an administrator. Raises UsageError for others, and when it is gone."""
        with self._writing() as connection:
            of_city = REPLIES.c.comment.in_(sa.select(COMMENTS.c.id).where(COMMENTS.c.city == self.city_id))
            mine = (REPLIES.c.id == id) & of_city
            if not may_manage:
                mine &= REPLIES.c.author == author
            if connection.execute(sa.delete(REPLIES).where(mine)).rowcount == 0:
                raise UsageError(NOT_YOURS if _count(connection, REPLIES, REPLIES.c.id == id) else REPLY_GONE)

    def _settle(self, id: int, before: "sa.ColumnElement[bool]", values: dict[str, str]) -> None:
        mine = (COMMENTS.c.id == id) & (COMMENTS.c.city == self.city_id)
        with self._writing() as connection:
            connection.execute(sa.update(COMMENTS).where(mine & before).values(**values))
            self._row(connection, id)

    def _row(self, connection: Connection, id: int) -> "Row[tuple[object, ...]]":
        mine = (COMMENTS.c.id == id) & (COMMENTS.c.city == self.city_id)
        row = connection.execute(sa.select(COMMENTS).where(mine)).first()
        if row is None:
            raise UsageError(GONE, number=id)
        return row

    def _writing(self) -> AbstractContextManager[Connection]:
        return database.writing(self.engine, FAILED)

    def _reading(self) -> AbstractContextManager[Connection]:
        return database.reading(self.engine, FAILED)


def checked_text(text: str) -> str:
    """Return a text as it is kept: plain, lines and all. Raises UsageError for one that is empty or too long."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\t", " ").split("\n")
    plain = "\n".join("".join(c for c in line if c.isprintable()).rstrip() for line in lines).strip()
    if not plain:
        raise UsageError(EMPTY)
    if len(plain) > MAX_TEXT:
        raise UsageError(TOO_LONG, count=len(plain), most=MAX_TEXT)
    return plain


def _comment(row: "Row[tuple[object, ...]]", replies: "list[Reply] | tuple[Reply, ...]") -> Comment:
    pin = Pin(row.lon, row.lat, row.height_m, row.layer, row.object)
    return Comment(
        row.id, row.scenario, row.author, row.text, row.made_at, pin, row.resolved_by, row.resolved_at, tuple(replies)
    )


def _count(connection: Connection, table: Table, which: "sa.ColumnElement[bool]") -> int:
    return int(connection.scalar(sa.select(sa.func.count()).select_from(table).where(which)) or 0)


def _new_id(made: "sa.CursorResult[tuple[object, ...]]") -> int:
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])
