"""How often somebody may try a password: counted for the address, the name, and both together."""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

WINDOW_S = 600.0
KEPT = 5_000  # of each kind; what was tried longest ago is forgotten first
# A stranger cannot lock a planner out with less than a hundred tries, and not from one address.
FOR_BOTH, FOR_ADDRESS, FOR_NAME = 5, 20, 100
IPV6_NETWORK = 64  # bits: one household has them all


@dataclass
class _Limit:
    """So many tries of each key within the window that its first try opens."""

    most: int
    tries: OrderedDict[str, tuple[int, float]] = field(default_factory=OrderedDict)

    def wait_s(self, key: str, now: float) -> float:
        count, since = self.tries.get(key, (0, now))
        return since + WINDOW_S - now if count >= self.most else 0.0

    def change(self, key: str, by: int, now: float) -> None:
        count, since = self.tries.get(key, (0, now))
        if now - since >= WINDOW_S:
            count, since = 0, now
        self.tries[key] = (max(count + by, 0), since)
        self.tries.move_to_end(key)
        while len(self.tries) > KEPT:
            self.tries.popitem(last=False)


class Attempts:
    """The tries of late. A try counts when it begins, so that many at once are no way around."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._address, self._name, self._both = _Limit(FOR_ADDRESS), _Limit(FOR_NAME), _Limit(FOR_BOTH)

    def begin(self, address: str, name: str) -> float:
        """Count a try and return 0; or count nothing and return the seconds to wait before the next."""
        now, keys = self.clock(), self._keys(address, name)
        wait_s = max(limit.wait_s(key, now) for limit, key in keys)
        if wait_s <= 0:
            for limit, key in keys:
                limit.change(key, 1, now)
        return max(wait_s, 0.0)

    def forgive(self, address: str, name: str) -> None:
        """Take back a try whose password was right."""
        now = self.clock()
        for limit, key in self._keys(address, name):
            limit.change(key, -1, now)

    def _keys(self, address: str, name: str) -> list[tuple[_Limit, str]]:
        network, name = network_of(address), " ".join(name.split()).casefold()[:100]
        return [(self._address, network), (self._name, name), (self._both, f"{network} {name}")]


def network_of(address: str) -> str:
    """Return what counts as one address: IPv4 as it is, IPv6 by its network."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, IPV6_NETWORK), strict=False))
    return str(parsed)
