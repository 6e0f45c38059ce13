"""One thread for slow work of all pages: first come, first served, so that nobody starves and the machine has air."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


class Worker:
    """A thread that does one piece of work after the other, in the order in which they were asked for.

    Work whose asker is cancelled before its turn is never begun.
    """

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def do(self, work: Callable[[], Result]) -> Result:
        """Return what `work` gives, once it had its turn; it looks at what is newest when it begins."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
