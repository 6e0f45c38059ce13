"""How long work says where it is; silent unless somebody listens."""

from geodata.language import N_

READING_OSM = N_("Reading OpenStreetMap")
READING_FILES = N_("Reading files")
MAKING_DEMO = N_("Laying out the demonstration city")
SHAPING_GROUND = N_("Shaping the ground")
MAKING_LAYERS = N_("Making layers")
DRAWING_TILES = N_("Drawing tiles")
JOINING_STREETS = N_("Joining streets to a graph")
WRITING = N_("Writing the city")


class Progress:
    """A listener that ignores everything; the command line draws bars instead."""

    def step(self, title: str, *, total: int | None = None) -> None:
        """Hear that a step begins, of `total` parts where that is known. `title` is marked with `N_`."""

    def advance(self) -> None:
        """Hear that one part of the step is done. May be called from any thread."""


SILENT = Progress()
