"""The table of what is in view follows camera and layers, and is saved as a file."""

from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import expect

from twin.store import Store

from .conftest import OpenPage

pytestmark = pytest.mark.browser


def test_the_table_follows_the_camera_and_the_layers_and_is_saved(
    visit: OpenPage, tiny_url: str, tiny_store: Store
) -> None:
    seen = visit(tiny_url, locale="ro-RO").when_ready()
    page, buildings = seen.page, len(tiny_store.city.buildings)
    count = page.locator('[data-row="buildings"] td').first
    opener = page.locator('[data-tool="in-view"]')
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#in-view")).to_be_focused()
    expect(page.locator("#in-view dl")).to_contain_text("km²")

    # All of the city from above, then to the horizon, which is said; then a spot beside the houses.
    page.evaluate("window.twin.setCamera({ ...window.twin.camera.space.home, tilt: 0, distance: 1e6 })")
    expect(count).to_have_text(str(buildings))
    page.evaluate("window.twin.setCamera({ ...window.twin.camera.space.home, tilt: 80, distance: 500 })")
    expect(page.locator("#in-view")).to_contain_text("până la 2 km")
    page.evaluate("window.twin.setCamera({ ...window.twin.camera.space.home, x: 3000, tilt: 0, distance: 40 })")
    expect(count).to_have_text("0")
    page.evaluate("window.twin.setCamera({ ...window.twin.camera.space.home, tilt: 0, distance: 1e6 })")
    expect(count).to_have_text(str(buildings))

    # Classes on request; the same numbers as a file; a layer that is off is not counted.
    page.locator('[data-in-view="classes"]').click()
    expect(page.locator("#in-view tr.class").first).to_be_visible()
    with page.expect_download() as saved:
        page.locator('[data-in-view="save"]').click()
    table = pd.read_csv(Path(saved.value.path()))
    whole = table[(table["layer"] == "buildings") & table["class"].isna()]
    assert list(whole["objects"]) == [buildings]
    assert table[(table["layer"] == "buildings") & table["class"].notna()]["objects"].sum() == buildings
    assert table["note"].dropna().str.contains("Terenul").any()
    page.evaluate("trame.trigger('show_layer', ['buildings', false])")
    expect(page.locator('[data-row="buildings"]')).to_have_count(0)

    page.locator('button[lang="en"]').click()
    expect(page.locator("#in-view dl")).to_contain_text("Ground in view")
    page.locator('[data-tool="close-in-view"]').click()
    expect(opener).to_be_focused()
