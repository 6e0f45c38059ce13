"""What buildings of a city model are used for: their stated function as a class of ours."""

from collections.abc import Iterable, Mapping

import pandas as pd

# Codes that mean the same wherever they come from: the first of CityGML 2.0's lists of class and function
# (OGC 12-019, 2012, Annex C.1: habitation, residential building), and the main groups of the German cadastre
# (AdV, GeoInfoDok 6.0, Gebäudefunktion: homes, business and trade, public purposes). Other codes say too little alone.
CODES: Mapping[str, str] = {"1000": "residential"}
CODE_GROUPS: Mapping[str, str] = {"31001_1": "residential", "31001_2": "commercial", "31001_3": "public"}


def with_use_of_model(table: pd.DataFrame, *, classes: Iterable[str], words: Mapping[str, str]) -> pd.DataFrame:
    """Return buildings of a file with a class where `function` states one and `class` does not; without `function`.

    `classes` are ours, `words` further words and the class each means.
    """
    if "function" not in table:
        return table
    known = {**CODES, **words, **{name: name for name in classes}}

    def class_of(value: object) -> str | None:
        text = str(value).strip().lower()
        group = next((name for prefix, name in CODE_GROUPS.items() if text.startswith(prefix)), None)
        return known.get(text, group)

    stated = table["function"].map(class_of, na_action="ignore").astype(object)
    own = table["class"] if "class" in table else pd.Series(None, table.index, dtype=object)
    return table.drop(columns="function").assign(**{"class": own.where(own.notna(), stated)})
