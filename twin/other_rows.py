"""Which rows of a layer an edited city has otherwise than its base; made once for all who ask."""

from .city import City
from .kept_rows import Ints


def other_rows(city: City, layer: str) -> tuple[Ints, Ints]:
    """Return which rows of the base's table are gone or other now, and which of the city's are new or were other."""

    def made() -> tuple[Ints, Ints]:
        from .edited_tiles import changed_rows  # it draws, too: what draws is imported when an edited city is asked

        assert city.base is not None
        return changed_rows(city.base.layers[layer].table, city.layers[layer].table)

    return city.kept(f"other rows {layer}", made)
