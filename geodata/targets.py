"""What a city has published about its indicators: where it stood, and where it wants to get."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Target:
    """The published baseline and goal of an indicator, in its unit, either of them None; and where they stand.

    `indicator` is the id of an indicator of the twin, `source` the title of the publication.
    """

    indicator: str
    source: str
    baseline: float | None = None
    goal: float | None = None
    url: str = ""

    def progress(self, value: float) -> float | None:
        """Return the share of the way from the baseline to the goal that `value` has gone; None without both.

        Below 0 it went the other way, above 1 it is beyond the goal.
        """
        if self.baseline is None or self.goal is None or self.goal == self.baseline:
            return None
        return (value - self.baseline) / (self.goal - self.baseline)

    def as_toml(self) -> dict[str, object]:
        """Return the target as plain values, without those that are not known."""
        return {name: value for name, value in asdict(self).items() if value not in (None, "")}
