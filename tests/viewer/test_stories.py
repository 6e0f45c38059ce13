"""The stories that come with the twin: each speaks of what is there, in both languages."""

from dataclasses import replace

import pytest

from geodata.language import LANGUAGES
from twin.city import City
from twin.indicators import indicators
from twin.painting import COLUMNS
from viewer.story import Story, shipped_stories

CITIES = ("demo", "timisoara")
ROMANIAN_CEDILLAS = "şţŞŢ"


@pytest.mark.parametrize("city", CITIES)
def test_six_stories_tell_each_step_in_both_languages(city: str) -> None:
    stories = shipped_stories(city)
    assert len(stories) == 6
    for story in stories.values():
        assert story.steps
        for step in story.steps:
            for texts in (story.title, step.title, step.sentence):
                assert set(texts) == set(LANGUAGES)
                assert not set(texts["ro"]) & set(ROMANIAN_CEDILLAS)
            assert all(text.endswith(".") for text in step.sentence.values())


@pytest.mark.parametrize("city", CITIES)
def test_the_stories_name_colourings_and_indicators_that_there_are(city: str) -> None:
    for story in shipped_stories(city).values():
        for step in story.steps:
            assert not step.indicator or step.indicator in indicators()
            assert step.view.colouring is None or step.view.colouring.subject in (*COLUMNS, *indicators())


def test_the_stories_of_the_demonstration_city_look_at_its_layers_inside_its_bounds(demo_city: City) -> None:
    west, south, east, north = demo_city.frame.bounds_lonlat
    for story in shipped_stories(demo_city.recipe.id).values():
        for step in story.steps:
            assert set(step.view.layers or ()) <= set(demo_city.layers)
            assert west < step.view.camera.lon < east
            assert south < step.view.camera.lat < north


def test_a_story_comes_back_from_its_json() -> None:
    for story in shipped_stories("demo").values():
        assert Story.from_json(story.to_json()) == story


def test_stories_of_before_and_those_that_come_with_the_city_are_on_the_big_screen() -> None:
    story = shipped_stories("demo")["old_town"]
    assert story.is_shown
    before = {name: value for name, value in story.to_json().items() if name != "is_shown"}
    assert Story.from_json(before) == story
    hidden = replace(story, is_shown=False)
    assert Story.from_json(hidden.to_json()) == hidden


@pytest.mark.parametrize("city", ["../demo", "atlantis", ""])
def test_other_cities_have_no_stories(city: str) -> None:
    assert shipped_stories(city) == {}
