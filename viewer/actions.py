"""How an action of a page is done: counted, and what it refuses told to whoever asked for it."""

import logging
import time
from collections.abc import Awaitable, Callable

from geodata.errors import StoreError, TwinError

from .metrics import DONE, FAILED, REFUSED, Metrics

log = logging.getLogger(__name__)

Action = Callable[..., Awaitable[object]]


async def perform(
    action: Action, metrics: Metrics, tell: Callable[[Exception], None], *arguments: object, **named: object
) -> object:
    """Do an action and return what it returns; None where it refused, which `tell` tells.

    Any other error goes on to wslink, which writes it to the log with its trace and has the page say that it failed.
    """
    started, outcome, name = time.perf_counter(), FAILED, action.__name__
    try:
        done = await action(*arguments, **named)
        outcome = DONE
    except TwinError as error:
        outcome = REFUSED
        if isinstance(error, StoreError):  # the server's fault, not the visitor's
            log.exception("%s: %s", name, error)
        tell(error)
        return None
    finally:
        metrics.count_action(name, outcome, time.perf_counter() - started)
    return done
