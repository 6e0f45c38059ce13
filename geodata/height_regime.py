"""The Romanian notation for the storeys of a building: "S+P+4E+M" ("regim de înălțime")."""

import re

BELOW_GROUND = re.compile(r"\d*(?:S|SS|SUBSOL|D|DS|DEMISOL)\d*")
ATTIC = re.compile(r"POD")
GROUND = re.compile(r"P|PARTER")
UPPER = re.compile(r"(\d+)\s*(?:E|ET|ETAJ|ETAJE)?")
ONE_OR_MORE = re.compile(r"(\d*)\s*(?:E|ET|ETAJ|M|MANSARD[AĂ]|MZ|MEZANIN|R|ER|RETRAS|ETAJ RETRAS|ETH|ETAJ TEHNIC)")


def storeys_of_regime(text: str) -> int | None:
    """Return the storeys above ground; None for a text that is not in this notation.

    P (parter) is the ground floor and must be there; a number or E (etaj) are upper floors, M
    (mansardă) a storey in the roof, Mz (mezanin) one between floors, R or Er (retras) one set
    back, Eth one for plant: each counts. S (subsol) lies below ground and D (demisol) half below,
    so neither makes the building a storey higher; nor does the attic (pod).
    Examples: "P" 1, "P+4E" 5, "S+P+8" 9, "D+P+2" 3, "P+2+M" 4.
    """
    parts = [part.strip().upper() for part in text.split("+")]
    if not any(GROUND.fullmatch(part) for part in parts):
        return None
    storeys = [_storeys(part) for part in parts]
    return None if None in storeys else sum(s for s in storeys if s is not None)


def _storeys(part: str) -> int | None:
    if BELOW_GROUND.fullmatch(part) or ATTIC.fullmatch(part):
        return 0
    if GROUND.fullmatch(part):
        return 1
    if several := UPPER.fullmatch(part):
        return int(several[1])
    found = ONE_OR_MORE.fullmatch(part)
    return int(found[1] or 1) if found else None
