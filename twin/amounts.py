"""Numbers with their units, as people say them: 1 resident, 12 min; in Romanian 2 locuitori, 20 de locuitori."""

from collections.abc import Mapping

from geodata.language import NN_, number_text, translate, translate_count_form

# Units that are nouns, by the message that names them.
NOUNS: Mapping[str, tuple[str, str]] = {
    "residents": NN_("{count} resident", "{count} residents"),
    "trees": NN_("{count} tree", "{count} trees"),
    "docks": NN_("{count} dock", "{count} docks"),
    "bikes": NN_("{count} bike", "{count} bikes"),
    "stations": NN_("{count} station", "{count} stations"),
    "charging points": NN_("{count} charging point", "{count} charging points"),
}
BROKEN = 2  # a number with decimals has the form of a few


def amount_text(text: str, value: float, unit: str, language: str) -> str:
    """Return a number that is written already (`text`) with its unit, in `language` or as it is marked; "" for none."""
    forms = next((forms for noun, forms in NOUNS.items() if unit in (noun, translate(noun, language))), None)
    if forms is None:
        return f"{text} {translate(unit, language)}".rstrip()
    whole = round(abs(value))
    is_whole = text.lstrip("+−") == number_text(whole, language)
    return translate_count_form(forms, whole if is_whole else BROKEN, language).format(count=text)
