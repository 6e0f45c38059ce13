"""A town of one street: three pieces in a row, the second drawn the other way, a pavement, and a namesake far off."""

from pathlib import Path

from tests.tiny import Town

PIECES = ("way/1", "way/2", "way/3")
PAVEMENT, NAMESAKE, NAMELESS = "way/4", "way/5", "way/6"


def write_long_street(path: Path) -> Path:
    """Three pieces of 100 m from the centre to the east; the pavement 10 m beside; the namesake 400 m farther on."""
    town = Town()
    nodes = [town.node(100 * k, 0) for k in range(4)]
    for ends in ((0, 1), (2, 1), (2, 3)):
        town.way_of_nodes([nodes[at] for at in ends], highway="residential", name="Strada Lungă")
    town.way([(0, 10), (300, 10)], highway="footway", name="Strada Lungă")
    town.way([(700, 0), (800, 0)], highway="residential", name="Strada Lungă")
    town.way_of_nodes([nodes[0], town.node(0, 100)], highway="residential")
    town.block(20, 40, 10, building="house", height="6")
    town.block(40, 40, 10, building="house", height="6")
    return town.write(path)
