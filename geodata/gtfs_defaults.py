"""How fast and how often public transport runs where no timetable says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class LineService:
    """How a line runs: commercial speed, the time at stops included, and minutes from one vehicle to the next.

    None: as the mode says.
    """

    speed_kmh: float | None = None
    headway_min: float | None = None


# Where neither feed nor recipe says anything. All assumed; the speeds lie within what the timetable of
# Verkehrsverbund Rhein-Neckar has from stop to stop (2022: trams 17 to 25 km/h, city buses 14 to 15).
ASSUMED: Mapping[str, LineService] = {
    "tram": LineService(16, 12),
    "trolleybus": LineService(15, 15),
    "bus": LineService(16, 20),
    "coach": LineService(30, 60),
    "subway": LineService(32, 6),
    "train": LineService(45, 60),
    "ferry": LineService(12, 60),
    "cable_tram": LineService(12, 15),
    "aerialway": LineService(15, 10),
    "funicular": LineService(10, 15),
    "monorail": LineService(30, 10),
    "taxi": LineService(20, 30),
    "other": LineService(16, 30),
}


@dataclass(frozen=True)
class TransitDefaults:
    """How lines without times run, by mode (`tram`, `bus`) and by line: `lines` are names such as "E*" or "33"."""

    modes: Mapping[str, LineService] = field(default_factory=dict)
    lines: Mapping[str, LineService] = field(default_factory=dict)

    def speed_kmh(self, *, mode: str, line: str) -> float:
        """Return the commercial speed of a line."""
        return next(s.speed_kmh for s in self._said(mode, line) if s.speed_kmh is not None)

    def headway_s(self, *, mode: str, line: str) -> float:
        """Return the seconds from one vehicle of a line to the next."""
        return 60 * next(s.headway_min for s in self._said(mode, line) if s.headway_min is not None)

    def _said(self, mode: str, line: str) -> list[LineService]:
        """Return what is said of a line, what counts most first: the longest name that fits, the mode, the assumed."""
        named = sorted((n for n in self.lines if fnmatchcase(line.strip(), n)), key=len, reverse=True)
        by_mode = [self.modes[mode]] if mode in self.modes else []
        return [*(self.lines[n] for n in named), *by_mode, ASSUMED.get(mode, ASSUMED["other"])]
