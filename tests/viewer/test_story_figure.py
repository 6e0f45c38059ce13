"""The number of a story's step: of the neighbourhood it names, else of the city, and it says of which."""

from dataclasses import replace

import pytest
import shapely

from tests.twin.measured_town import town, with_objects
from twin.city import City
from twin.comparison import Comparison
from twin.indicators import measure
from twin.scenario import Scenario
from viewer.answers import Answer, Question
from viewer.story import Step, shipped_stories
from viewer.story_figure import figure_of


@pytest.fixture
def city() -> City:
    made = town([(100.0, 5.0, 10.0)], neighbourhoods=[shapely.box(-50, -50, 500, 50), shapely.box(500, -50, 1500, 50)])
    places = [shapely.Point(x, 0) for x in (100, 700, 800)]
    return with_objects(made, "charging_stations", places, car=[None] * 3, capacity=[2] * 3)


def figure(city: City, step: Step) -> dict[str, dict[str, str]]:
    answer = Answer(Question(), measure(city, ids=["charging_stations"]))
    return figure_of(replace(step, indicator="charging_stations"), answer, city)  # type: ignore[return-value]


def a_step() -> Step:
    return shipped_stories("demo")["old_town"].steps[0]


def test_a_step_about_the_city_says_so(city: City) -> None:
    said = figure(city, replace(a_step(), area=""))
    assert (said["en"]["value"], said["en"]["where"]) == ("3", "in the whole city")
    assert said["ro"]["where"] == "în tot orașul"


def test_a_step_about_a_neighbourhood_has_its_number(city: City) -> None:
    name = str(city.neighbourhoods.index[1])  # it has no other name
    said = figure(city, replace(a_step(), area=name))
    assert (said["en"]["value"], said["en"]["where"]) == ("2", f"in the neighbourhood {name}")


def test_a_step_that_shows_a_neighbourhood_alone_has_its_number(city: City) -> None:
    step = replace(a_step(), area="", view=replace(a_step().view, isolated=str(city.neighbourhoods.index[1])))
    assert figure(city, step)["ro"]["value"] == "2"


def test_a_neighbourhood_that_the_city_does_not_have_is_the_city(city: City) -> None:
    assert figure(city, replace(a_step(), area="Atlantida"))["en"]["where"] == "in the whole city"


def test_the_number_of_a_proposal_says_that_it_is_the_proposals(city: City) -> None:
    more = with_objects(
        city, "charging_stations", [shapely.Point(x, 0) for x in (100, 700)], car=[None] * 2, capacity=[2] * 2
    )
    ids = ["charging_stations"]
    scenario = Scenario.on(city, "Mai puține")
    answer = Answer(
        Question(after=scenario), measure(more, ids=ids), Comparison(measure(city, ids=ids), measure(more, ids=ids))
    )
    step = replace(a_step(), area="", indicator="charging_stations")
    after, before = (figure_of(step, answer, city, side=side)["en"] for side in ("after", "before"))
    assert (after["value"], after["difference"]) == ("2", "−1")
    assert after["where"] == "in the whole city, with the proposal"
    assert (before["value"], before["where"], before["difference"]) == ("3", "in the whole city", "")


def test_steps_name_neighbourhoods_that_there_are(demo_city: City) -> None:
    named = {step.area for story in shipped_stories("demo").values() for step in story.steps if step.area}
    assert named
    assert named <= set(demo_city.neighbourhoods["name"])
