"""The coordinate system that a CityJSON file names, in any of the forms that are found."""

import re
from collections.abc import Mapping

from pyproj import CRS
from pyproj.exceptions import CRSError

from .language import N_
from .report import Report, report_of
from .source import LayerFile

UNKNOWN_CRS = N_("coordinate system that is not known, taken as not stated")

# https://www.opengis.net/def/crs/EPSG/0/7415, urn:ogc:def:crs:EPSG::7415, EPSG:7415; of a compound name the first.
AUTHORITY_CODE = re.compile(r"(EPSG|OGC|ESRI|IGNF)(?:[:/][\d.]*)?[:/]((?:CRS)?\d+)", re.IGNORECASE)


def crs_of_reference(metadata: Mapping[str, object], file: LayerFile) -> tuple[str | None, Report]:
    """Return the CRS of the metadata's referenceSystem (of the old "crs": {"epsg": …} too); None where there is none.

    A name that pyproj does not know is told and taken as none.
    """
    named = metadata.get("referenceSystem")
    old = metadata.get("crs")
    if named is None and isinstance(old, Mapping) and "epsg" in old:
        named = f"EPSG:{old['epsg']}"
    if named is None or named == "":
        return None, Report()
    found = AUTHORITY_CODE.search(str(named))
    crs = f"{found[1].upper()}:{found[2]}" if found else str(named)
    try:
        CRS.from_user_input(crs)
    except CRSError:
        return None, report_of(file.layer, "assumed", UNKNOWN_CRS, [str(named)])
    return crs, Report()


def horizontal(crs: str) -> str:
    """Return the horizontal part of a coordinate system: EPSG:28992 of EPSG:7415."""
    known = CRS.from_user_input(crs)
    parts = known.sub_crs_list
    flat = (parts[0] if parts else known).to_2d()
    code = flat.to_authority()
    return ":".join(code) if code else str(flat.to_wkt())


def reference_system(crs: str) -> str | None:
    """Return the address by which CityJSON 2.0 names a coordinate system; None for one without a code."""
    authority = CRS.from_user_input(crs).to_authority()
    return f"https://www.opengis.net/def/crs/{authority[0]}/0/{authority[1]}" if authority else None
