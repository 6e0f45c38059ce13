"""What the values of common OpenStreetMap tags mean, for cards and tables; other values show as they are."""

from collections.abc import Mapping

from geodata.language import N_

YES_NO: Mapping[str, str] = {"yes": N_("yes"), "no": N_("no")}

ACCESS: Mapping[str, str] = {
    "yes": N_("yes"),
    "no": N_("no"),
    "permissive": N_("tolerated"),
    "designated": N_("signed for it"),
    "private": N_("private"),
    "customers": N_("customers"),
    "destination": N_("destination traffic"),
    "delivery": N_("delivery"),
    "permit": N_("with a permit"),
    "dismount": N_("dismount"),
    "use_sidepath": N_("use the path beside"),
    "residents": N_("residents"),
    "limited": N_("limited"),
    "agricultural": N_("farm traffic"),
    "forestry": N_("forestry"),
    "unknown": N_("unknown"),
}

SURFACE: Mapping[str, str] = {
    "asphalt": N_("asphalt"),
    "paved": N_("paved"),
    "concrete": N_("concrete"),
    "concrete:plates": N_("concrete plates"),
    "paving_stones": N_("paving stones"),
    "sett": N_("sett"),
    "cobblestone": N_("cobblestone"),
    "unhewn_cobblestone": N_("rough cobblestone"),
    "compacted": N_("compacted"),
    "fine_gravel": N_("fine gravel"),
    "gravel": N_("gravel"),
    "pebblestone": N_("pebbles"),
    "ground": N_("ground"),
    "dirt": N_("earth"),
    "earth": N_("earth"),
    "grass": N_("grass"),
    "sand": N_("sand"),
    "wood": N_("wood"),
    "metal": N_("metal"),
    "unpaved": N_("unpaved"),
}

LEAVES: Mapping[str, str] = {
    "broadleaved": N_("broad leaves"),
    "needleleaved": N_("needles"),
    "mixed": N_("mixed"),
    "leafless": N_("no leaves"),
}

LEAF_CYCLE: Mapping[str, str] = {
    "deciduous": N_("loses its leaves"),
    "evergreen": N_("evergreen"),
    "semi_deciduous": N_("loses some leaves"),
    "mixed": N_("mixed"),
}
