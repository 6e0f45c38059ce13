"""What an indicator says of a city: the value, where it comes from, how sure it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geodata.errors import TwinError
from geodata.language import N_
from geodata.source import TIER_TITLES
from layers.layer import layer_title

from .city import City
from .homes import areas_of
from .object_values import ObjectValues

OUTSIDE = ""  # in place of a neighbourhood's id: what lies outside every one
OUTSIDE_TITLE = N_("outside every neighbourhood")
Areas = pd.Categorical  # the neighbourhood of each of many things; its categories are all ids, and "" for none
# From the truest to what is least: the tier of a number is the last of those its inputs have.
TRUST = tuple(TIER_TITLES)


class NotKnownError(TwinError):
    """A number that cannot be known of a city, and why: “not known, because …”."""


@dataclass(frozen=True)
class Input:
    """What a number is made of: `what` (a message marked with `N_`), and the share of it by tier, together 1."""

    what: str
    tiers: Mapping[str, float]


@dataclass(frozen=True)
class Measurement:
    """The answer of an indicator.

    `value`: of the city, NaN where it is not known; then `unknown` says why. `parts`: index neighbourhood id
    ("" for outside every one); amount and base, which add up to the city's, and value (amount by base, or the
    amount itself where base is NaN, in the indicator's unit); None for a city without neighbourhoods.
    `kinds`: index kind; title (marked message), value, unit. `worst_tenth`: the mean of the worst-off tenth of
    residents, in `worst_unit`. `object_values`: a value in `object_unit` for each object of `object_layer`, to paint it
    and to tell who gains: given as a Series, read as `objects`.
    `interval`: the least and the greatest value that the uncertainty of the estimated inputs allows. `note`: what has
    to be said with the number, a marked message.
    """

    value: float
    parts: pd.DataFrame | None = field(default=None, repr=False)
    kinds: pd.DataFrame | None = field(default=None, repr=False)
    worst_tenth: float | None = None
    worst_unit: str = ""
    object_values: ObjectValues | pd.Series | None = field(default=None, repr=False)
    object_layer: str = ""
    object_unit: str = ""
    inputs: tuple[Input, ...] = ()
    interval: tuple[float, float] | None = None
    note: str = ""
    unknown: NotKnownError | None = None

    def __post_init__(self) -> None:
        if isinstance(self.object_values, pd.Series):
            object.__setattr__(self, "object_values", ObjectValues(self.object_values))

    @property
    def objects(self) -> pd.Series | None:
        """A value for each object by its id, in `object_unit`; None where the indicator has none. Not to be edited."""
        return self.object_values.series if isinstance(self.object_values, ObjectValues) else None

    @property
    def by_neighbourhood(self) -> pd.Series:
        """The value of each neighbourhood by its id, "" for outside every one; empty for a city without them."""
        return pd.Series(dtype=float, name="value") if self.parts is None else self.parts["value"]

    @property
    def tier(self) -> str:
        """The least true of the tiers of all inputs; "" for a number that is not known."""
        found = {name for each in self.inputs for name, share in each.tiers.items() if share > 0}
        return max(found, key=TRUST.index, default="")

    @property
    def coverage(self) -> dict[str, dict[str, float]]:
        """For each input the share of it by tier."""
        return {each.what: dict(each.tiers) for each in self.inputs}


def measured(
    city: City, area: Areas, amount: ArrayLike, base: ArrayLike | None = None, *, factor: float = 1.0
) -> Measurement:
    """Return the sum of amounts, or of amounts by the sum of bases, times a factor: of the city and by neighbourhood.

    `area`: the neighbourhood of each amount as `neighbourhoods_at` gives it; bases have the same order. Missing
    amounts count nothing.
    """
    values = _floats(amount)
    amounts = _sums(area, values)
    bases = None if base is None else _sums(area, _floats(base))
    total = float(amounts.sum()) if np.isfinite(values).any() else float("nan")
    value = total if bases is None else _ratio(total, float(bases.sum()))
    return Measurement(value * factor, parts=_parts(city, area, amounts, bases, factor))


def _floats(values: ArrayLike) -> NDArray[np.float64]:
    """Return numbers as an array; `np.asarray` of a column would make its index remember how to look ids up."""
    return values.to_numpy(float) if isinstance(values, pd.Series) else np.asarray(values, float)


def _sums(area: Areas, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sum of values for each category of areas."""
    return np.asarray(np.bincount(area.codes, np.nan_to_num(values), minlength=len(area.categories)), np.float64)


def _parts(
    city: City, area: Areas, amounts: NDArray[np.float64], bases: NDArray[np.float64] | None, factor: float
) -> pd.DataFrame | None:
    if "neighbourhoods" not in city.layers or not len(city.neighbourhoods):
        return None
    value = amounts if bases is None else np.divide(amounts, bases, out=np.full(len(bases), np.nan), where=bases > 0)
    columns = {"amount": amounts, "base": np.nan if bases is None else bases, "value": value * factor}
    parts = pd.DataFrame(columns, index=pd.Index(area.categories, dtype=object, name="id"))
    outside_is_empty = not (area.codes == len(parts) - 1).any()
    return parts.iloc[:-1] if outside_is_empty else parts


def _ratio(amount: float, base: float) -> float:
    return amount / base if base > 0 else float("nan")


def neighbourhoods_at(city: City, points: NDArray[np.object_]) -> Areas:
    """Return the id of the smallest neighbourhood around each point, "" where there is none."""
    return areas_from_ids(city, areas_of(city, points))


def areas_from_ids(city: City, ids: NDArray[np.object_]) -> Areas:
    """Return ids of neighbourhoods, None or "" for none, as `measured` takes them."""
    known = city.neighbourhoods.index.astype(object).tolist() if "neighbourhoods" in city.layers else []
    at = pd.Index([*known, OUTSIDE], dtype=object).get_indexer(pd.Index(ids, dtype=object))
    codes = np.where(at < 0, len(known), at).astype(np.int64)
    return pd.Categorical.from_codes(codes, categories=pd.Index([*known, OUTSIDE], dtype=object))


def tier_shares(tiers: pd.Series, weight: ArrayLike | None = None) -> dict[str, float]:
    """Return the share of each tier, by weight or by count."""
    weights = np.ones(len(tiers)) if weight is None else np.nan_to_num(_floats(weight))
    said = tiers.to_numpy(dtype=object)
    code, names = pd.factorize(np.where(pd.isna(said), "estimated", said), sort=True)
    sums = np.bincount(code, weights, minlength=len(names))
    pairs = zip(names, sums, strict=True)
    return {str(name): float(total / sums.sum()) for name, total in pairs if total > 0}


def table_of(city: City, layer: str) -> gpd.GeoDataFrame:
    """Return the table of a layer. Raises NotKnownError for a city without objects of it."""
    if layer not in city.layers or not len(city.layers[layer].table):
        raise NotKnownError(
            N_(
                "not known, because this city has nothing in the layer “{title}”; add a file with twin build --add "
                "{layer}=FILE"
            ),
            title=layer_title(layer),
            layer=layer,
        )
    return city.layers[layer].table


def layer_input(city: City, layer: str, rows: ArrayLike | None = None) -> Input:
    """Return the objects of a layer, all or some (a mask), as an input."""
    kind, table = city.layers[layer].kind, city.layers[layer].table
    return Input(kind.title, tier_shares(table["tier"] if rows is None else table.loc[np.asarray(rows), "tier"]))
