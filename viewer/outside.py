"""What no page of this server saved: scenarios that a command or a notebook changes while pages have them open."""

import asyncio
from collections.abc import Mapping

from .shared import Shared

LOOK_S = 4.0  # from one look to the next


class Outside:
    """Who looks, again and again, whether scenarios that pages have open were saved by somebody else.

    A save is told when it is seen twice: by then the page that made it, if one of this server did, has told it itself.
    """

    def __init__(self, shared: Shared) -> None:
        self.shared = shared
        self._seen: Mapping[str, int] = {}

    async def look(self) -> None:
        """Look once, and tell the pages of what was seen the last time too."""
        keys = self.shared.company.open_scenarios
        if not keys:
            return
        saves = await asyncio.to_thread(self.shared.scenarios.saves, keys)
        for key, number in saves.items():
            if self._seen.get(key) == number:
                self.shared.company.tell_of_save_outside(key, number)
        self._seen = saves
