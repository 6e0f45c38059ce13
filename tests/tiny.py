"""A tiny town written as OpenStreetMap XML by the tests themselves: a few metres of known size."""

from pathlib import Path
from xml.sax.saxutils import quoteattr

from geodata.frame import CityFrame

FRAME = CityFrame.from_lonlat((21.10, 45.70, 21.30, 45.80), crs="EPSG:3844")
CENTRE_LONLAT = (21.2257, 45.7537)


class Town:
    """Collects nodes and ways in metres east and north of the centre, and writes them as OSM XML."""

    def __init__(self, *, frame: CityFrame = FRAME, centre_lonlat: tuple[float, float] = CENTRE_LONLAT) -> None:
        x, y = frame.from_lonlat_points(*centre_lonlat)
        self.frame, self.x, self.y = frame, float(x), float(y)
        self.nodes: list[str] = []
        self.ways: list[str] = []
        self.relations: list[str] = []

    def node(self, east_m: float, north_m: float, **tags: str) -> int:
        lon, lat = self.frame.to_lonlat_points(self.x + east_m, self.y + north_m)
        number = len(self.nodes) + 1
        self.nodes.append(f'<node id="{number}" version="1" lat="{lat:.9f}" lon="{lon:.9f}">{_tags(tags)}</node>')
        return number

    def way(self, points: list[tuple[float, float]], *, closed: bool = False, **tags: str) -> int:
        numbers = [self.node(*point) for point in points]
        return self.way_of_nodes([*numbers, numbers[0]] if closed else numbers, **tags)

    def way_of_nodes(self, numbers: list[int], **tags: str) -> int:
        refs = "".join(f'<nd ref="{n}"/>' for n in numbers)
        number = len(self.ways) + 1
        self.ways.append(f'<way id="{number}" version="1">{refs}{_tags(tags)}</way>')
        return number

    def block(self, east_m: float, north_m: float, size_m: float, **tags: str) -> int:
        e, n, s = east_m, north_m, size_m
        return self.way([(e, n), (e + s, n), (e + s, n + s), (e, n + s)], closed=True, **tags)

    def restriction(self, kind: str, *, from_way: int, via: int, to_way: int) -> int:
        members = (("from", "way", from_way), ("via", "node", via), ("to", "way", to_way))
        made = "".join(f'<member type="{type}" ref="{ref}" role="{role}"/>' for role, type, ref in members)
        number = len(self.relations) + 1
        tags = _tags({"type": "restriction", "restriction": kind})
        self.relations.append(f'<relation id="{number}" version="1">{made}{tags}</relation>')
        return number

    def write(self, path: Path) -> Path:
        body = "\n".join(self.nodes + self.ways + self.relations)
        path.write_text(f'<?xml version="1.0"?>\n<osm version="0.6">\n{body}\n</osm>\n', encoding="utf-8")
        return path


def _tags(tags: dict[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(k.replace('__', ':'))} v={quoteattr(v)}/>" for k, v in tags.items())


def write_tiny_town(path: Path) -> Path:
    """Three buildings (way/1 is a cube of 10 m), a street, a park, a charger, a stop, a sensor, a tree."""
    town = Town()
    town.block(0, 0, 10, building="house", height="10", name="Cubul", addr__street="Strada Mică", addr__housenumber="1")
    town.block(40, 0, 20, building="apartments", building__levels="4")
    town.block(100, 0, 8, building="yes")
    town.way([(-50, -20), (0, -20), (150, -20)], highway="residential", name="Strada Mică", cycleway__right="lane")
    town.block(0, 60, 100, leisure="park", name="Parcul Mic")
    town.node(10, -10, amenity="charging_station", capacity="2", operator="Primăria")
    town.node(20, -15, highway="bus_stop", name="Piața Mică")
    town.node(60, 50, man_made="monitoring_station", monitoring__air_quality="yes", name="Stația 1")
    town.node(50, 90, natural="tree", leaf_type="broadleaved")
    town.node(0, 0, place="suburb", name="Cetate")
    town.node(400, 400, place="suburb", name="Fabric")
    return town.write(path)
