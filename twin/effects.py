"""Which way edits can have moved what residents have: a closure takes nobody nearer, a new way nobody farther.

Homes and goals stand on the ways nearest to them, and where one is closed, on the next, which may happen to lead there
sooner. Nobody gains by that: what homes had in the base bounds what they have (`bounds`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

ALL = frozenset({"*"})
NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Effects:
    """What edits can have done; `ALL`: to everything.

    helped, harmed: modes whose trips may have become shorter, or longer, on ways and lines. lessened: layers of which
    an object may have gone or changed; of others that differ, some were only added.
    """

    helped: frozenset[str] = field(default=ALL)
    harmed: frozenset[str] = field(default=ALL)
    lessened: frozenset[str] = field(default=ALL)

    def may_help(self, mode: str) -> bool:
        """Return whether trips of a mode may have become shorter."""
        return bool(self.helped & {mode, *ALL})

    def may_harm(self, mode: str) -> bool:
        """Return whether trips of a mode may have become longer."""
        return bool(self.harmed & {mode, *ALL})

    def may_lessen(self, layers: Iterable[str]) -> bool:
        """Return whether one of some layers may have lost an object."""
        return bool(self.lessened & {*layers, *ALL})

    def __or__(self, other: "Effects") -> "Effects":
        """Return the effects of both together."""
        return Effects(self.helped | other.helped, self.harmed | other.harmed, self.lessened | other.lessened)


NO_EFFECTS = Effects(NONE, NONE, NONE)
