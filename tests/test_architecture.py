"""Who may import whom: the table of docs/architecture.md, enforced."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ORDER = ("geodata", "layers", "twin", "viewer")
NEVER = {
    "geodata": {"pyvista", "vtk", "vtkmodules", "networkx", "trame", "starlette", "uvicorn"},
    "layers": {"networkx", "trame", "starlette", "uvicorn", "osmium", "rasterio"},
    "twin": {"trame", "starlette", "uvicorn", "osmium"},
    "viewer": {"rasterio", "networkx", "osmium"},
}
VAGUE_NAMES = {"utils", "util", "common", "core", "helpers", "misc"}


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found


def _files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("folder", ORDER)
def test_a_folder_imports_only_those_before_it(folder: str) -> None:
    later = set(ORDER[ORDER.index(folder) + 1 :])
    wrong = {str(p.relative_to(ROOT)): _imports(p) & later for p in _files(folder)}
    assert not {path: names for path, names in wrong.items() if names}


@pytest.mark.parametrize("folder", ORDER)
def test_a_folder_leaves_other_peoples_libraries_alone(folder: str) -> None:
    wrong = {str(p.relative_to(ROOT)): _imports(p) & NEVER[folder] for p in _files(folder)}
    assert not {path: names for path, names in wrong.items() if names}


@pytest.mark.parametrize("folder", ORDER)
def test_imports_are_relative_inside_a_folder(folder: str) -> None:
    assert not [str(p) for p in _files(folder) if folder in _imports(p)]


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert not [str(p) for folder in ORDER for p in _files(folder) if p.stem in VAGUE_NAMES]


def test_every_folder_is_packed() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    folders = {str(p.parent.relative_to(ROOT)).replace("/", ".") for f in ORDER for p in _files(f)}
    assert not [name for name in folders if f'"{name}"' not in pyproject]
