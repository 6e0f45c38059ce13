"""The HTML that a browser gets before it has a session: what to fetch, in which order, and the first look."""

import html
import json
import string
from collections.abc import Mapping

from starlette.responses import HTMLResponse, Response

from geodata.language import N_, translate

from .assets import OWN, Assets, PageFiles
from .layout import PageForm
from .page import SURFACE
from .panels import controls
from .scene import tile_url
from .shared import Shared

RETRY_S = 30
# What assets/first.js imports, then what assets/twin.js does: fetched with them, not after them.
FIRST_PARTS = ("camera", "errors", "faces", "light", "raster")
PARTS = (
    "acts", "ask", "changes", "comments", "compare", "connection", "cut", "detail", "display", "downloads", "draft",
    "draw", "filling", "filter", "find", "furniture", "hands", "inview", "isolation", "keeper", "landmarks", "lonlat",
    "look", "measure", "memo", "moment", "numbers", "overlay", "paint", "panel", "part", "pick", "picture", "planner",
    "play", "preview", "scenario", "section", "selecting", "shade", "share", "surface", "targets", "template",
    "tiles", "tool", "view",
)  # fmt: skip

TEXTS = {
    "loading": N_("Loading the city"),
    "no_script": N_("This page needs JavaScript."),
    "no_webgl": N_("This browser cannot draw in 3D. Switch on WebGL or use a current browser."),
    **{name: controls.TEXTS[name] for name in ("lost", "reconnecting")},
    "full_title": N_("The city is busy"),
    "full": N_("All places are taken at the moment. This page tries again by itself in half a minute."),
    "failed_title": N_("That did not work"),
    "failed": N_("The cause is in the server's log. This page tries again by itself in half a minute."),
}


class Documents:
    """The app's HTML pages: the city's, and those for when all places are taken or something failed."""

    def __init__(self, shared: Shared, assets: Assets, files: PageFiles) -> None:
        self._city, self._alone = assets.text("index.html"), assets.text("full.html")
        self._shared, self._title = shared, shared.store.city.title
        tiles = [tile_url(tile) for tile in shared.first_tiles()]
        modules = [files.module, f"{OWN}/twin.js"]
        look = {
            "space": shared.space,
            "surface": SURFACE,
            "tiles": tiles,
            "styles": [f"/{style}" for style in files.styles],
            "scripts": [[f"/{name}", ""] for name in files.scripts] + [[f"/{name}", "module"] for name in modules],
        }
        preloads = _first_parts() + _later(files, modules)
        forms = ((False, shared.form), (True, shared.display_form))
        self._parts = {is_display: _with_template(form, look, preloads) for is_display, form in forms}
        self._first_tiles = "".join(f"{_fetched(url)}\n" for url in tiles)

    def city(self, language: str, *, is_display: bool = False, begins_elsewhere: bool = False) -> Response:
        """Return the page of the city, or that of the big screen; without the first picture if it begins elsewhere."""
        title = html.escape(self._title.get(language, ""))
        fields = {"title": title, **self._parts[is_display]}
        if not begins_elsewhere:
            fields["preloads"] = self._first_tiles + fields["preloads"]
        fields["marks"] = _marks(self._shared, language)
        return _filled(self._city, language, fields)

    def full(self, language: str) -> Response:
        """Return a friendly word for whom there is no place."""
        return self._sentence(language, "full_title", "full", status=503)

    def failed(self, language: str) -> Response:
        """Return the word that something went wrong here."""
        return self._sentence(language, "failed_title", "failed", status=500)

    def _sentence(self, language: str, title: str, text: str, *, status: int) -> Response:
        fields = {"title": translate(TEXTS[title], language), "text": translate(TEXTS[text], language)}
        said = {name: html.escape(message) for name, message in fields.items()}
        return _filled(self._alone, language, said, status=status)


def _with_template(form: PageForm, look: Mapping[str, object], preloads: list[str]) -> dict[str, str]:
    """Return what a page's HTML has of its form: what is fetched, and what assets/first.js is told."""
    template = f"/{form.asset.path.as_posix()}"
    told = json.dumps({**look, "template": template}, separators=(",", ":"))
    # No text in it may end the element it stands in.
    return {"preloads": "\n".join([*preloads, _fetched(template)]), "first_look": told.replace("<", "\\u003c")}


def _marks(shared: Shared, language: str) -> str:
    """Return what the first picture must not be without: whose data it is, and that it is made up."""
    credits = controls.attribution_of(shared.base.summaries.values(), shared.shown)
    spans = "".join(f"<span>{html.escape(credit['text'])}</span>" for credit in credits)
    foot = f'<div class="foot"><span class="attribution">{spans}</span></div>'
    is_demo = shared.store.city.is_demo
    demo = f'<div class="demo-mark">{translate(controls.TEXTS["demo"], language)}</div>' if is_demo else ""
    return foot + demo


def _first_parts() -> list[str]:
    """Return the elements that fetch what draws the first picture."""
    return [f'<link rel="modulepreload" href="/{OWN}/{name}.js">' for name in FIRST_PARTS]


def _fetched(url: str) -> str:
    return f'<link rel="preload" as="fetch" crossorigin href="{url}">'


def _later(files: PageFiles, modules: list[str]) -> list[str]:
    """Return the elements that fetch what assets/first.js lets in when it has drawn."""
    kinds = [("style", files.styles), ("script", files.scripts)]
    plain = [f'<link rel="preload" as="{kind}" href="/{name}">' for kind, names in kinds for name in names]
    return plain + [
        f'<link rel="modulepreload" href="/{name}">' for name in (*modules, *(f"{OWN}/{part}.js" for part in PARTS))
    ]


def _filled(text: str, language: str, fields: Mapping[str, str], *, status: int = 200) -> Response:
    """Return a page of ours with its texts in a language; `fields` are HTML already."""
    texts = {name: html.escape(translate(message, language)) for name, message in TEXTS.items()}
    values = {**texts, **fields, "language": language}
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Language, Cookie"}
    if status == 503:
        headers["Retry-After"] = str(RETRY_S)
    return HTMLResponse(string.Template(text).substitute(values), status_code=status, headers=headers)
