"""Whether a server can do its work: its city readable, its database writable."""

import asyncio
import time
from importlib.metadata import version

from geodata.errors import StoreError
from twin.city_version import city_version
from twin.store import Store

from .accounts import Accounts

LOOKED_FOR_S = 10.0  # so long an answer is good: whoever asks often must not keep the disk busy
VERSION = version("timisoara-twin")


class Health:
    """What is wrong with a server, looked at anew now and then."""

    def __init__(self, store: Store, accounts: Accounts) -> None:
        self.store, self.accounts = store, accounts
        self.started_at = time.monotonic()
        self._looked_at, self._trouble = -LOOKED_FOR_S, ""
        self._looking = asyncio.Lock()

    async def trouble(self) -> str:
        """Return what is wrong, in English for whoever runs the server; nothing when all is well."""
        async with self._looking:
            if time.monotonic() - self._looked_at >= LOOKED_FOR_S:
                self._trouble = await asyncio.to_thread(self._found)
                self._looked_at = time.monotonic()
        return self._trouble

    async def answer(self, *, sessions: int, max_sessions: int) -> dict[str, object]:
        """Return the body of `/health`."""
        trouble = await self.trouble()
        return {
            "status": "failing" if trouble else "ok",
            **({"reason": trouble} if trouble else {}),
            "sessions": sessions,
            "max_sessions": max_sessions,
            "city": self.store.city.recipe.id,
            "city_version": await asyncio.to_thread(city_version, self.store.city),
            "version": VERSION,
            "uptime_s": round(time.monotonic() - self.started_at),
        }

    def _found(self) -> str:
        paths = (self.store.tile_path(hash) for hash in self.store.tiles.hashes)
        lost = sum(path is None or not path.is_file() for path in paths)
        if lost:
            return f"tiles of the city are gone ({lost}): it was built again twice, or moved; start the server again"
        try:
            self.accounts.users.check_written()
        except StoreError as error:
            return _reason(error)
        return ""


def _reason(error: StoreError) -> str:
    """Return why the database fails, without saying where it lies: anybody may ask."""
    return f"the city's database cannot be read and written: {error.fields.get('error', '')}"
