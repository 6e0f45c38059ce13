"""A board as a file to save: made in memory, fetched once or twice under a name nobody can guess."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from geodata.errors import UsageError
from geodata.language import N_
from twin.answer_files import CSV_ENCODING
from twin.board_output import board_json
from twin.cli_arguments import finite
from twin.comparison_export import write_comparison
from twin.comparison_output import comparison_json
from twin.scenario import Scenario
from twin.verification import Verification

from .answers import Answer
from .handouts import Handouts

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Verified = Callable[[Scenario], Verification | None]
ONLY_COMPARED = N_("A workbook is made of a comparison. Open a scenario first, or take .csv.")


def board_file(handouts: Handouts, answer: Answer, kind: str, language: str, *, verified: Verified) -> dict[str, str]:
    """Return address and name of a file of a board or a comparison. Not for the event loop.

    `verified` returns what the trust suite said of a scenario, None where it was not asked.

    Raises UsageError for a workbook without a comparison, and where its package is missing.
    """
    scenario, city = answer.question.after, answer.board.city
    name = f"{city.recipe.id}{f'-{scenario.key}' if scenario else ''}.{kind}"
    return {
        "url": handouts.offer(_content(answer, kind, language, verified), TYPES[kind], file_name=name),
        "name": name,
    }


def _content(answer: Answer, kind: str, language: str, verified: Verified) -> bytes:
    made, board = answer.comparison, answer.board
    sides = () if made is None else (made.before_scenario, made.after_scenario)
    trust = {side.name: verified(side) for side in sides if side is not None}
    if kind == "json":
        said = board_json(board, language) if made is None else comparison_json(made, language, trust)
        return json.dumps(finite(said), ensure_ascii=False, indent=1, allow_nan=False).encode()
    if made is None:
        if kind != "csv":
            raise UsageError(ONLY_COMPARED)
        return board.table(language=language).assign(demonstration=board.city.is_demo).to_csv().encode(CSV_ENCODING)
    with tempfile.TemporaryDirectory() as folder:
        content = write_comparison(made, Path(folder) / f"board.{kind}", trust=trust, language=language).read_bytes()
    return content.decode().encode(CSV_ENCODING) if kind == "csv" else content
