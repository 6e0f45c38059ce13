"""Processes that save scenarios: `python -m tests.twin.saving_scenarios FOLDER NAME COUNT [BARRIER]`.

Each closes and opens trees: it adds COUNT edits, one after the other, and prints a line when each is saved. With
a BARRIER (a file) it opens the scenario, says so, and waits for the file before it adds anything.
"""

import sys
import time
from pathlib import Path

from twin.scenario_conflict import ConflictError
from twin.scenario_store import ScenarioStore


def main(folder: str, name: str, count: str, barrier: str = "") -> None:
    """Add edits and tell of each."""
    scenario = ScenarioStore.open(folder).scenario(name)
    print("opened", flush=True)
    while barrier and not Path(barrier).exists():
        time.sleep(0.01)
    for number in range(int(count)):
        try:
            scenario = scenario.add_trees((21.22, 45.75 + number * 1e-5))
        except ConflictError as conflict:
            print("refused", len(conflict.theirs), len(conflict.ours), flush=True)
            return
        print("saved", scenario.edits[-1].id, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
