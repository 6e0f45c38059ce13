"""A picture as a file in memory, with the sentence that says what it shows."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class PictureFile:
    """The bytes of a picture and their type, such as image/png; `caption` is in a language already."""

    content: bytes = field(repr=False)
    media_type: str
    caption: str
