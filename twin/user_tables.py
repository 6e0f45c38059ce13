"""The tables of accounts in a city's database, beside those of its scenarios."""

from sqlalchemy import Column, Integer, String, Table, Text

from .database import TABLES

USERS = Table(
    "users",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("password", Text, nullable=False),  # argon2's own text: method, cost, salt, hash
    Column("made_at", String(40), nullable=False),
)

# What a server keeps from one start to the next: the key that signs cookies, when it was last seen to write.
KEPT = Table(
    "kept",
    TABLES,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
