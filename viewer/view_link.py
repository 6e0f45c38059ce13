"""The text of a view as links carry it: packed, so that its QR code can be read from afar, or plain, as of before."""

import base64
import binascii
import zlib

# What views are mostly made of, the most usual last: packed texts refer to it. It can never change, for links that were
# given away refer to it too; another one would need another mark.
USUAL = (
    b'"measured":{"kind":"polygon","points":[["on":[{"kind":"height","kind":"line","section":{"bottom_m":,"top_m":'
    b'"left_m":,"right_m":,"front_m":,"back_m":,"isolated":"relation/way/node/"shade":true,"change","hours"'
    b'"compare":{"mode":"side","mode":"swipe","at":0.5,"with":null},"selection":{"layer":"buildings","id":"way/'
    b'"amenities","barriers","charging_stations","crossings","land_use","neighbourhoods","parking","sensor_points",'
    b'"street_furniture","turn_restrictions","vacant_land","vegetation","waste_points",'
    b'"minutes_to_centre_","residents_near_","green_m2_per_resident",'
    b'"colouring":{"subject":"height_m","levels","use","year","side":"difference","side":"after","scope":'
    b'"neighbourhoods"},"scope":"objects","hidden":[0,1,2]},"time":"2026-+02:00","scenario":{"name":"","side":"before"'
    b'"layers":["bike_lanes","building_parts","buildings","green_space","public_bikes","streets","tracks","transit",'
    b'"transit_lines","trees","water"],"scenario":{"name":"Zona ","side":"after"},"theme":"dark","language":"en"}'
    b'"theme":"light","language":"ro"}{"camera":{"lon":21.2,"lat":45.7,"distance_m":,"bearing_deg":-,"tilt_deg":58},'
)
MARK = "z"  # begins a packed text; a plain one is an object of JSON, whose base64 begins with an e
MOST_BYTES = 20_000


def link_of(text: str) -> str:
    """Return a text packed, in the letters that addresses may have."""
    packer = zlib.compressobj(level=9, wbits=-zlib.MAX_WBITS, zdict=USUAL)
    packed = packer.compress(text.encode()) + packer.flush()
    return MARK + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def text_of(link: str) -> str:
    """Return the text of a packed or a plain link. Raises ValueError for what is none."""
    letters = link.removeprefix(MARK)
    try:
        content = base64.b64decode(letters + "=" * (-len(letters) % 4), altchars=b"-_", validate=True)
        return (_unpacked(content) if link.startswith(MARK) else content).decode()
    except (binascii.Error, zlib.error) as error:
        raise ValueError(str(error)) from None


def _unpacked(content: bytes) -> bytes:
    """Return what was packed; never more than a view can be, however small it was packed."""
    unpacker = zlib.decompressobj(wbits=-zlib.MAX_WBITS, zdict=USUAL)
    made = unpacker.decompress(content, MOST_BYTES)
    if not unpacker.eof:
        raise ValueError("cut off, or too long")
    return made
