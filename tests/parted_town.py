"""A town of two neighbourhoods, Apus west of its middle and Răsărit east of it, with something of each in both."""

from pathlib import Path

from tests.tiny import Town

WEST, EAST = "way/1", "way/2"
WEST_CUBE, EAST_CUBE, ON_THE_BORDER = "way/3", "way/4", "way/5"
ALONG_THE_BORDER, EASTERN_STREET = "way/6", "way/7"


def write_parted_town(path: Path) -> Path:
    """Two areas of 200 m beside each other; cubes of 10 m in each, one across the border with its middle in the west.

    One street lies 5 m east of the border and along it, one in the east.
    """
    town = Town()
    for start, name in ((-200, "Apus"), (0, "Răsărit")):
        ring = [(start, -100), (start + 200, -100), (start + 200, 100), (start, 100)]
        town.way(ring, closed=True, place="suburb", name=name)
    for east_m in (-60, 50, -8):
        town.block(east_m, 0, 10, building="house", height="10")
    for east_m in (5, 120):
        town.way([(east_m, -90), (east_m, 90)], highway="residential", name=f"Strada {east_m}")
    town.node(-30, -30, natural="tree")
    town.node(30, -30, natural="tree")
    return town.write(path)
