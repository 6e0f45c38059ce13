"""Sensor points: stations that measure something, and how old their last reading is."""

import re
from datetime import UTC, datetime

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.clean import clean_points
from geodata.language import N_, NN_
from geodata.report import Report, report_of
from geodata.selection import OsmSelection, any_of

from .column import Column
from .layer import Context, LayerKind, LegendEntry, Style, with_columns
from .pins import pin_form, sign
from .tagged import tag, titles, typed_table

DEFAULT_CADENCE_S = 3600.0  # assumed where a sensor does not say how often it measures: hourly, as official networks do
LIVE_CADENCES, LATE_CADENCES = 2.0, 6.0
CLOCK_TOLERANCE_S = 60.0  # clocks of sensors differ a little; beyond that a reading from the future is wrong

# Names that files give to our columns, where no recipe maps them.
ALIASES = {
    "cadence": "cadence_s",
    "interval": "cadence_s",
    "last_value": "value",
    "last_time": "time",
    "timestamp": "time",
    "datetime": "time",
}
SECONDS = {
    "s": 1,
    "sec": 1,
    "second": 1,
    "min": 60,
    "m": 60,
    "minute": 60,
    "h": 3600,
    "hour": 3600,
    "d": 86400,
    "day": 86400,
}
DURATION = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*([a-z]*?)s?\s*", re.IGNORECASE)
ZONED = r"(?:Z|[+-]\d{2}:?\d{2})$"

CLASSES = {
    "air": N_("Air"),
    "weather": N_("Weather"),
    "noise": N_("Noise"),
    "water": N_("Water"),
    "traffic": N_("Traffic"),
    "other": N_("Other"),
}
MEASURED = {
    "air_quality": N_("air quality"),
    "pm10": "PM10",
    "pm25": "PM2.5",
    "pm2_5": "PM2.5",
    "no2": "NO₂",
    "o3": "O₃",
    "so2": "SO₂",
    "co2": "CO₂",
    "noise": N_("noise"),
    "weather": N_("weather"),
    "temperature": N_("temperature"),
    "humidity": N_("air humidity"),
    "pressure": N_("air pressure"),
    "wind_speed": N_("wind speed"),
    "rainfall": N_("rainfall"),
    "precipitation": N_("rainfall"),
    "solar_radiation": N_("sunlight"),
    "water_level": N_("water level"),
    "water_quality": N_("water quality"),
    "flow_rate": N_("water flow"),
    "groundwater": N_("groundwater"),
    "traffic": N_("traffic"),
    "traffic_count": N_("traffic count"),
    "bicycle": N_("bicycle count"),
    "radiation": N_("radiation"),
    "seismic_activity": N_("earthquakes"),
    "gnss": N_("satellite positioning"),
}
QUANTITIES = (
    ("noise", r"noise|sound|zgomot|\bd[bB]"),
    ("air", r"air|pm\s?\d|pm2\.5|no2|o3|so2|\bco2?\b|ozone|aer"),
    ("weather", r"weather|temp|humid|wind|rain|pressure|solar|meteo"),
    ("water", r"water|level|flow|discharge|\bap[ăa]\b"),
    ("traffic", r"traffic|count|vehicle|bicycle|trafic"),
)

STYLE = Style(
    entries=(
        LegendEntry("live", N_("Live"), "#009e73", "#2fc39a"),
        LegendEntry("late", N_("Late: a few readings are missing"), "#e69f00", "#f0b63c"),
        LegendEntry("old", N_("Old"), "#8a8378", "#8d94a3"),
        LegendEntry("clock", N_("Time lies in the future: not to be trusted"), "#aa4499", "#cf79c1"),
        LegendEntry("none", N_("No reading"), "#c2bdb4", "#5c6578"),
    ),
    column="freshness",
    note=N_("Age of the last reading, by how often the sensor measures"),
)


def from_osm(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return stations with what they measure; OpenStreetMap has no readings."""
    measures = tag(raw, "monitoring:").map(measured_codes, na_action="ignore")
    columns = {
        "class": _classes(measures),
        "quantity": measures,
        "operator": tag(raw, "operator"),
        "ref": tag(raw, "ref"),
    }
    return typed_table(raw, context, columns), Report()


def measured_codes(monitoring: str) -> str | None:
    """Return "air_quality;noise" of "monitoring:air_quality=yes;monitoring:noise=yes"."""
    pairs = [part.split("=", 1) for part in monitoring.split(";") if "=" in part]
    return ";".join(k.removeprefix("monitoring:") for k, v in pairs if v != "no") or None


def _classes(quantity: pd.Series) -> pd.Series:
    classes = pd.Series("other", index=quantity.index, dtype=object)
    for name, pattern in reversed(QUANTITIES):
        classes[quantity.str.contains(pattern, case=False, na=False).astype(bool)] = name
    return classes


def from_file(table: gpd.GeoDataFrame, _context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return sensors with cadence in seconds, time in UTC and value as a number, from a file's texts.

    A column that is called `cadence`, `timestamp` or `last_value` is taken for ours of that meaning.
    """
    names = {old: new for old, new in ALIASES.items() if old in table and new not in table}
    table = table.rename(columns=names)
    cadence, report = _cadence_s(table)
    time, time_report = _times(table)
    value, value_report = _values(table)
    made, older = _latest(table.assign(cadence_s=cadence, time=time, value=value))
    return made, report + time_report + value_report + older


# Loggers write -999, -9999 or the like where they have no value; nothing in a city is as low.
NO_VALUE = -900


def _latest(table: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, Report]:
    """Return one row for each station and quantity: a file of readings has many, of which the last counts.

    Where ids repeat, an id is a station; where every row has its own, a place is. An id that is left
    several times, for several quantities, gets the quantity behind it.
    """
    if table.crs is None or not len(table):
        return table, Report()
    point = table.geometry.representative_point()
    quantity = _column(table, "quantity").astype(object).fillna("").to_numpy()
    has_ids = table.index.has_duplicates
    station = {"id": table.index} if has_ids else {"x": point.x.round(1).to_numpy(), "y": point.y.round(1).to_numpy()}
    newest_first = table["time"].argsort(kind="stable").to_numpy()[::-1]
    order = pd.DataFrame({**station, "quantity": quantity}).iloc[newest_first]
    timed = table["time"].notna().to_numpy()[newest_first]
    keep = np.ones(len(table), bool)
    keep[order.index[order.duplicated() & (timed | has_ids)]] = False
    reason = N_("an older reading of the same station; the last one is kept")
    report = report_of(KIND.name, "dropped", reason, table.index[~keep])
    kept, quantity = table[keep], quantity[keep]
    twice = kept.index.duplicated(keep=False)
    ids = [f"{id}/{name}" if several else id for id, name, several in zip(kept.index, quantity, twice, strict=True)]
    return kept.set_axis(pd.Index(ids, name=table.index.name)), report


def complete(table: gpd.GeoDataFrame, _context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return sensors at their points, each in a class: its own, else by what it measures."""
    table, report = clean_points(with_columns(table, KIND), layer=KIND.name)
    quantity = table["quantity"].astype("str")
    classes = table["class"].where(table["class"].isin(list(CLASSES)), _classes(quantity))
    return table.assign(**{"class": classes}), report


def _column(table: gpd.GeoDataFrame, name: str) -> pd.Series:
    return table[name] if name in table else pd.Series(None, index=table.index, dtype=object)


def _values(table: gpd.GeoDataFrame) -> tuple[pd.Series, Report]:
    said = _column(table, "value")
    numbers = pd.to_numeric(said, errors="coerce").astype(float)
    numbers = numbers.where(np.isfinite(numbers) & (numbers > NO_VALUE))
    lost = said.notna() & numbers.isna()
    reason = N_("a reading that is no number or stands for none, such as -999, taken as none")
    return numbers, report_of(KIND.name, "repaired", reason, table.index[lost])


def _cadence_s(table: gpd.GeoDataFrame) -> tuple[pd.Series, Report]:
    said = _column(table, "cadence_s")
    cadence = said.map(seconds, na_action="ignore").astype(float)
    lost = said.notna() & cadence.isna()
    reason = N_("a cadence that is no length of time, taken as not known")
    return cadence, report_of(KIND.name, "repaired", reason, table.index[lost])


def seconds(text: object) -> float:
    """Return the seconds of "150 s", "5 min", "1 h", "90" or 90; NaN for anything else or not above 0."""
    match = DURATION.fullmatch(str(text))
    unit = SECONDS.get((match[2] or "s").lower()) if match else None
    amount = float(match[1].replace(",", ".")) * unit if match and unit else np.nan
    return amount if amount > 0 else np.nan


def _times(table: gpd.GeoDataFrame) -> tuple[pd.Series, Report]:
    said = _column(table, "time")
    text = said.astype("str").where(said.notna())
    times = pd.to_datetime(text, utc=True, format="ISO8601", errors="coerce")
    no_zone = times.notna() & ~text.str.strip().str.contains(ZONED, na=False).astype(bool)
    lost = said.notna() & times.isna()
    return times, report_of(
        KIND.name, "assumed", N_("a time without a zone: taken as UTC"), table.index[no_zone]
    ) + report_of(KIND.name, "repaired", N_("a time that cannot be read, taken as not known"), table.index[lost])


def at(table: gpd.GeoDataFrame, moment: datetime) -> gpd.GeoDataFrame:
    """Return the sensors with the age of their reading at a moment (UTC where it has no zone), and its freshness.

    A reading is live up to twice its cadence, late up to six times, then old; without a cadence
    it is taken as hourly. A value without a time counts as no reading.
    """
    now = pd.Timestamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    age = (now - table["time"]).dt.total_seconds().where(table["value"].notna())
    cadence = table["cadence_s"].fillna(DEFAULT_CADENCE_S)
    ahead = age < -CLOCK_TOLERANCE_S
    freshness = np.select(
        [age.isna(), ahead, age <= LIVE_CADENCES * cadence, age <= LATE_CADENCES * cadence],
        ["none", "clock", "live", "late"],
        default="old",
    )
    shown = age.where(ahead, age.clip(lower=0))
    return table.assign(age_s=shown, freshness=pd.Series(freshness, index=table.index, dtype=object))


def known_at(table: gpd.GeoDataFrame, moment: datetime) -> gpd.GeoDataFrame:
    """Return the sensors without the readings that came after a moment; what was read before these is not kept."""
    later = table["time"] > pd.Timestamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    return table.assign(value=table["value"].mask(later), time=table["time"].mask(later))


KIND = LayerKind(
    name="sensor_points",
    title=N_("Sensors"),
    description=N_("Stations that measure air, weather, noise, water or traffic, with the age of their reading."),
    group="environment",
    geometry=("point",),
    columns=(
        Column("class", "text", N_("Kind"), values=CLASSES),
        Column("quantity", "text", N_("Measures"), values=MEASURED),
        Column("value", "number", N_("Last reading")),
        Column("unit", "text", N_("Unit")),
        Column("time", "time", N_("Time of the reading")),
        Column("age_s", "number", N_("Age of the reading"), unit="s"),
        Column("freshness", "text", N_("Freshness"), values=titles(STYLE.entries)),
        Column("cadence_s", "number", N_("Measures every"), unit="s"),
        Column("operator", "text", N_("Operator")),
        Column("ref", "text", N_("Number of the station")),
    ),
    style=STYLE,
    form=pin_form(sign(height_m=14.0, width_m=5.0)),
    count_forms=NN_("{count} sensor", "{count} sensors"),
    osm=OsmSelection(
        where={"man_made": any_of("monitoring_station")},
        geometry=("point",),
        tags=("name", "man_made", "operator", "ref"),
        prefixes=("monitoring:",),
    ),
    from_osm=from_osm,
    from_file=from_file,
    repeats=True,
    aliases=ALIASES,
    complete=complete,
    at=at,
    known_at=known_at,
    order=70,
)
