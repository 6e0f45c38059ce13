"""HTML put together of elements: every text and every attribute is escaped where it is put in."""

from collections.abc import Iterable, Sequence
from html import escape

EMPTY_ELEMENTS = frozenset({"img", "br", "input", "meta"})


class Html(str):
    """A text that is HTML already."""

    __slots__ = ()


def element(name: str, /, *content: str, **attributes: str) -> Html:
    """Return an element. `class_` is the attribute class, `data_file` is data-file; an empty attribute is left out."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items() if value
    )
    if name in EMPTY_ELEMENTS:
        return Html(f"<{name}{said}>")
    return Html(f"<{name}{said}>{together(content)}</{name}>")


def together(content: Iterable[str]) -> Html:
    """Return texts, escaped, and elements one after the other."""
    return Html("".join(each if isinstance(each, Html) else escape(each) for each in content))


def table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Iterable[int] = (), caption: str = "",
    classes: str = "", is_labelled: bool = False,
) -> Html:  # fmt: skip
    """Return a table whose head is repeated on each printed page. The first cell of a row names it.

    `numbers`: the columns that stand at the right. `is_labelled`: cells carry their heading as `data-label`, for
    screens so narrow that rows become lists.
    """
    right = frozenset(numbers)

    def line(cells: Sequence[str], *, is_head: bool) -> Html:
        return element(
            "tr",
            *(
                element(
                    "th" if is_head or at == 0 else "td",
                    cell,
                    scope="col" if is_head else "row" if at == 0 else "",
                    class_="number" if at in right else "",
                    data_label=headings[at] if is_labelled and not is_head and at else "",
                )
                for at, cell in enumerate(cells)
            ),
        )

    return element(
        "table",
        *([element("caption", caption)] if caption else []),
        element("thead", line(headings, is_head=True)),
        element("tbody", *(line(row, is_head=False) for row in rows)),
        class_=classes,
    )
