"""The view as JSON and as a link: what goes in comes out, and nothing else goes in."""

import base64
import json
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import UsageError
from geodata.frame import CityFrame
from viewer.lonlat import evaluated, lonlat_fit
from viewer.state import Feature
from viewer.view_state import CameraView, ColouringView, CompareView, ScenarioView, ViewState

TEXT = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=40)
CAMERAS = st.builds(
    CameraView, st.floats(-180, 180), st.floats(-90, 90), st.floats(1, 1e6), st.floats(-360, 360), st.floats(0, 90)
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
    ),
    scenario=st.none() | st.builds(ScenarioView, TEXT, st.sampled_from(["before", "after"])),
    compare=st.none() | st.builds(CompareView, st.sampled_from(["swipe", "side"]), st.floats(0, 1), st.none() | TEXT),
    selection=st.none() | st.builds(Feature, TEXT, TEXT),
    theme=st.sampled_from([None, "light", "dark"]),
    language=st.sampled_from([None, "ro", "en"]),
    time=st.sampled_from([None, "2026-11-30T08:15", "2026-10-25T03:30+02:00"]),
)
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
        ({"camera": CAMERA, "colouring": {"subject": "height_m", "side": "up"}}, "side"),
        ({"camera": CAMERA, "compare": "swipe"}, "compare"), ({"camera": CAMERA, "compare": {"at": 0.5}}, "mode"),
        ({"camera": CAMERA, "compare": {"mode": "swipe", "at": 2}}, "compare.at"),
        ({"camera": CAMERA, "compare": {"mode": "side", "at": 0.5, "with": 7}}, "compare.with"),
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
