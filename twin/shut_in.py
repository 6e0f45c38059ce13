"""What an edit says of homes that it leaves without a way out by car."""

import json

import numpy as np

from geodata.language import NN_
from geodata.phrases import Phrase, Template

from .city import City
from .edit import Edit

RESIDENTS = NN_("{count} resident", "{count} residents")


def shut_in(edit: Edit, city: City, template: Template) -> list[Phrase]:
    """Return a remark on homes that an edit, alone, leaves without a way out by car; kept for the city it is made of.

    `template`: a message with the fields count and residents. Nothing for an edit that the city does not allow, as
    where another edit draws the street that it is about. Searches ways: not for the event loop.
    """

    def made() -> list[Phrase]:
        from .ways_out import homes_without_way_out  # edits are listed and described without a search

        if edit.check(city):
            return []
        alone = homes_without_way_out(city, edit.apply(city))
        people = float(np.nansum(alone["residents"].to_numpy(float)))
        said = Phrase(RESIDENTS, count=round(people))
        return [Phrase(template, count=len(alone), residents=said)] if len(alone) else []

    said = {**edit.to_json(), "note": "", "author": "", "made_at": ""}
    return city.kept(f"remarks {json.dumps(said, sort_keys=True)}", made)
