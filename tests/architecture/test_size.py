"""Rooms stay small: a file under 200 lines, a function under 40, few parameters by position."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("services", "shared", "deploy", "tests")
FILE_LINES = 200
TEST_FILE_LINES = 320
FUNCTION_LINES = 40
MOST_FUNCTIONS_LINES = 25
"""Nine of ten, in each folder at the top."""
POSITIONAL = 5

FILES = sorted(
    path
    for folder in FOLDERS
    for path in (ROOT / folder).rglob("*.py")
    if "versions" not in path.parts and "node_modules" not in path.parts
)


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _own_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines without those of functions defined inside, which are counted apart."""
    nested = [inner for inner in _functions(function) if inner is not function]
    outermost = [
        inner
        for inner in nested
        if not any(inner is not other and inner in ast.walk(other) for other in nested)
    ]
    return _lines(function) - sum(_lines(inner) for inner in outermost)


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_rooms_are_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    bar = TEST_FILE_LINES if path.name.startswith("test_") else FILE_LINES
    assert text.count("\n") <= bar, "split it by noun"
    for function in _functions(ast.parse(text)):
        assert _own_lines(function) <= FUNCTION_LINES, f"{function.name} is long: split it"
        positional = [arg for arg in function.args.args if arg.arg not in {"self", "cls"}]
        if not function.name.startswith("test_"):  # pytest calls them by name, not people
            assert len(positional) <= POSITIONAL, f"{function.name}: make them keyword-only"


@pytest.mark.parametrize("folder", FOLDERS)
def test_nine_of_ten_functions_are_shorter_still(folder: str) -> None:
    inside = [path for path in FILES if path.is_relative_to(ROOT / folder)]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in inside]
    lengths = [_own_lines(function) for tree in trees for function in _functions(tree)]
    assert quantiles(lengths, n=10)[-1] <= MOST_FUNCTIONS_LINES


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if tree.body:
        assert ast.get_docstring(tree), "begin with one sentence: what is this module for?"
