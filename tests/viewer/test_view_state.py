"""The view as JSON and as a link: what goes in comes out, and nothing else goes in."""

import base64
import json
from typing import cast

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import UsageError
from geodata.frame import CityFrame
from viewer.lonlat import evaluated, lonlat_fit
from viewer.state import Feature
from viewer.view_link import link_of
from viewer.view_looks import MeasuredView, SectionView
from viewer.view_state import CameraView, ColouringView, CompareView, ScenarioView, ViewState

TEXT = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=40)
CAMERAS = st.builds(
    CameraView, st.floats(-180, 180), st.floats(-90, 90), st.floats(1, 1e6), st.floats(-360, 360), st.floats(0, 90)
)
SPANS = st.tuples(st.floats(-9000, 0), st.floats(0.5, 9000))
SECTIONS = st.builds(
    lambda lon, lat, bearing, across, along, up: SectionView(lon, lat, bearing, *across, *along, *up),
    st.floats(-180, 180), st.floats(-90, 90), st.floats(-360, 360), SPANS, SPANS, SPANS,
)  # fmt: skip
POINTS = st.tuples(st.floats(-180, 180), st.floats(-90, 90), st.floats(-100, 2000))
FEATURES = st.builds(Feature, TEXT, TEXT)
MEASURED = st.builds(
    MeasuredView, st.sampled_from(["line", "polygon"]), st.lists(POINTS, min_size=1, max_size=200).map(tuple)
) | st.lists(st.tuples(POINTS, st.none() | FEATURES), min_size=1, max_size=2).map(
    lambda places: MeasuredView("height", *(tuple(each) for each in zip(*places, strict=True)))
)
VIEWS = st.builds(
    ViewState,
    camera=CAMERAS,
    layers=st.none() | st.lists(TEXT, unique=True, max_size=20).map(tuple),
    colouring=st.none()
    | st.builds(
        ColouringView,
        TEXT,
        st.sampled_from(["before", "after", "difference"]),
        st.sampled_from(["objects", "neighbourhoods"]),
        st.lists(st.integers(0, 99), max_size=20).map(tuple),
    ),
    scenario=st.none() | st.builds(ScenarioView, TEXT, st.sampled_from(["before", "after"])),
    compare=st.none() | st.builds(CompareView, st.sampled_from(["swipe", "side"]), st.floats(0, 1), st.none() | TEXT),
    selection=st.none() | FEATURES,
    section=st.none() | SECTIONS,
    isolated=st.none() | TEXT,
    measured=st.none() | MEASURED,
    theme=st.sampled_from([None, "light", "dark"]),
    language=st.sampled_from([None, "ro", "en"]),
    time=st.sampled_from([None, "2026-11-30T08:15", "2026-10-25T03:30+02:00"]),
    shade=st.sampled_from([None, "moment", "hours", "change"]),
)
GIVEN_AWAY = "zw2qakak5koGmxmhmWhoY6BmgG2wEFkM2XM-gVgcpliAhFlsLAA"
BOX = {
    "lon": 21.2, "lat": 45.7, "bearing_deg": 0, "left_m": -5, "right_m": 5, "front_m": -5, "back_m": 5, "bottom_m": 0,
    "top_m": 9,
}  # fmt: skip
CAMERA = {"lon": 21.2257, "lat": 45.7537, "distance_m": 900, "bearing_deg": -20, "tilt_deg": 58}


@given(VIEWS)
def test_a_view_comes_back_from_its_json_and_from_its_link(view: ViewState) -> None:
    assert ViewState.from_json(json.loads(json.dumps(view.to_json()))) == view
    assert ViewState.from_link(view.to_link()) == view
    assert view.to_link().replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (None, "view"), ([], "view"), ({}, "camera"), ({"camera": CAMERA, "zoom": 3}, "zoom"),
        ({"camera": {**CAMERA, "lon": "21"}}, "camera.lon"), ({"camera": {**CAMERA, "lat": 91}}, "camera.lat"),
        ({"camera": {**CAMERA, "distance_m": float("nan")}}, "camera.distance_m"),
        ({"camera": {**CAMERA, "tilt_deg": True}}, "camera.tilt_deg"), ({"camera": {**CAMERA, "z": 1}}, "z"),
        ({"camera": CAMERA, "layers": "trees"}, "layers"), ({"camera": CAMERA, "layers": [7]}, "layers"),
        ({"camera": CAMERA, "layers": ["x"] * 101}, "layers"), ({"camera": CAMERA, "theme": "pink"}, "theme"),
        ({"camera": CAMERA, "language": ["ro"]}, "language"), ({"camera": CAMERA, "scenario": "x"}, "scenario"),
        ({"camera": CAMERA, "scenario": {"name": "x" * 300}}, "scenario.name"),
        ({"camera": CAMERA, "selection": {"layer": "trees"}}, "selection.id"),
        ({"camera": CAMERA, "time": "soon"}, "time"), ({"camera": CAMERA, "time": 8.25}, "time"),
        ({"camera": CAMERA, "time": "2026-02-30T08:15"}, "time"),
        ({"camera": CAMERA, "shade": 1}, "shade"), ({"camera": CAMERA, "shade": None}, "shade"),
        ({"camera": CAMERA, "shade": "year"}, "shade"),
        ({"camera": CAMERA, "colouring": {"subject": "height_m", "side": "up"}}, "side"),
        ({"camera": CAMERA, "compare": "swipe"}, "compare"), ({"camera": CAMERA, "compare": {"at": 0.5}}, "mode"),
        ({"camera": CAMERA, "compare": {"mode": "swipe", "at": 2}}, "compare.at"),
        ({"camera": CAMERA, "compare": {"mode": "side", "at": 0.5, "with": 7}}, "compare.with"),
        ({"camera": CAMERA, "colouring": {"subject": "levels", "hidden": [1, -1]}}, "colouring.hidden"),
        ({"camera": CAMERA, "colouring": {"subject": "levels", "hidden": [True]}}, "colouring.hidden"),
        ({"camera": CAMERA, "isolated": 7}, "view.isolated"), ({"camera": CAMERA, "section": [1]}, "section"),
        ({"camera": CAMERA, "section": {**BOX, "left_m": 5}}, "section.right_m"),
        ({"camera": CAMERA, "section": {**BOX, "top_m": -1}}, "section.top_m"),
        ({"camera": CAMERA, "section": {**BOX, "back_m": 1e9}}, "section.back_m"),
        ({"camera": CAMERA, "section": {**BOX, "tilt": 1}}, "tilt"),
        ({"camera": CAMERA, "measured": {"kind": "volume", "points": []}}, "kind"),
        ({"camera": CAMERA, "measured": {"kind": "line", "points": []}}, "measured.points"),
        ({"camera": CAMERA, "measured": {"kind": "line", "points": [[21, 45, 0]] * 201}}, "measured.points"),
        ({"camera": CAMERA, "measured": {"kind": "line", "points": [[21, 45]]}}, "measured.points"),
        ({"camera": CAMERA, "measured": {"kind": "line", "points": [[21, 99, 0]]}}, "measured.points.lat"),
        ({"camera": CAMERA, "measured": {"kind": "line", "points": [[21, 45, 0]], "on": [None]}}, "measured.on"),
        ({"camera": CAMERA, "measured": {"kind": "height", "points": [[21, 45, 0]], "on": ["x"]}}, "measured.on"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_by_the_name_of_what_is_wrong(value: object, named: str) -> None:
    with pytest.raises(UsageError, match=f"“{named}”"):
        ViewState.from_json(value)


@pytest.mark.parametrize(
    "text", [7, None, "", "%%%", "a", "x" * 9000, base64.urlsafe_b64encode(b"[" * 3000).decode(), "eyJh"]
)
def test_a_link_that_carries_no_view_is_refused(text: object) -> None:
    with pytest.raises(UsageError):
        ViewState.from_link(text)


def test_the_browser_finds_degrees_and_metres_to_a_centimetre() -> None:
    frame = CityFrame.from_lonlat((21.1, 45.7, 21.3, 45.8), crs="EPSG:3844")
    fit = lonlat_fit(frame)
    to_degrees, to_metres = (cast(dict[str, list[float]], fit[name]) for name in ("to_degrees", "to_metres"))
    for x in (frame.bounds[0], frame.origin[0], frame.bounds[2]):
        for y in (frame.bounds[1], frame.bounds[3]):
            lon, lat = frame.to_lonlat_points([x], [y])
            local = x - frame.origin[0], y - frame.origin[1]
            assert evaluated(to_degrees, *local) == pytest.approx((lon[0], lat[0]), abs=1e-7)
            assert evaluated(to_metres, float(lon[0]), float(lat[0])) == pytest.approx(local, abs=0.01)


def test_links_of_before_go_on_working() -> None:
    colouring = {"subject": "height_m", "side": "after", "scope": "objects"}
    view = ViewState.from_json({"camera": CAMERA, "layers": ["trees"], "colouring": colouring, "theme": "dark"})
    assert (view.section, view.isolated, view.measured) == (None, None, None)
    assert view.shade is None
    assert ViewState.from_json({"camera": CAMERA, "shade": True}).shade == "moment"
    assert ViewState.from_json({"camera": CAMERA, "shade": False}).shade is None
    assert ViewState(view.camera, shade="moment").to_json()["shade"] is True  # as servers of before read it
    assert view.colouring is not None
    assert view.colouring.hidden == ()
    assert view.to_json()["colouring"] == colouring


def test_links_that_were_given_away_before_they_were_packed_go_on_working() -> None:
    view = ViewState.from_json({"camera": CAMERA, "layers": ["trees"], "theme": "dark"})
    plain = base64.urlsafe_b64encode(json.dumps(view.to_json()).encode()).decode().rstrip("=")
    assert ViewState.from_link(plain) == view


def test_packed_links_that_were_given_away_go_on_working() -> None:
    """What they are packed with can never change: this link was made with it."""
    assert ViewState.from_link(GIVEN_AWAY) == ViewState(CameraView(21.2257, 45.7537, 900.0, -20.0, 58.0), ("trees",))


def test_a_packed_link_that_is_cut_off_or_swells_is_refused() -> None:
    link = ViewState(CameraView(21.2257, 45.7537, 900.0, 0.0, 0.0)).to_link()
    for broken in (link[:-4], "z", "zzzz", link_of('{"camera":' + " " * 1_000_000)):
        with pytest.raises(UsageError):
            ViewState.from_link(broken)


def test_the_qr_code_of_a_usual_view_of_a_scenario_is_read_from_afar() -> None:
    """Its modules are at least 4 pixels where the page draws it 248 pixels wide."""
    names = ("bike_lanes", "building_parts", "buildings", "green_space", "public_bikes", "streets", "tracks", "transit")
    view = ViewState(
        CameraView(21.2273412, 45.7526301, 1234.56, -23.45, 57.89), layers=(*names, "transit_lines", "trees", "water"),
        scenario=ScenarioView("Zonă cu trafic redus în Cetate"), theme="light", language="ro",
    )  # fmt: skip
    code = segno.make(f"http://192.168.1.120:8080/?view={view.to_link()}", error="l", boost_error=False, micro=False)
    assert 248 / (code.symbol_size(border=4)[0]) >= 4


def test_the_longest_line_that_can_be_measured_fits_into_a_link() -> None:
    points = tuple((21.1234567 + i / 1e4, 45.7654321, 123.45) for i in range(200))
    view = ViewState(CameraView(21.2257, 45.7537, 900.0, 0.0, 0.0), measured=MeasuredView("line", points))
    assert ViewState.from_link(view.to_link()) == view
