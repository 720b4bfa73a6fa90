"""Who may import whom: the contracts in pyproject.toml, and what they cannot say."""

import ast
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent
DOMAIN = sorted((ROOT / "app/domain").rglob("*.py"))
# The standard library's plain values: no files, no network, no clock, no chance.
PURE = {
    *("__future__", "abc", "bisect", "collections", "copy", "dataclasses", "datetime", "decimal", "enum", "fractions"),
    *("functools", "hashlib", "hmac", "itertools", "json", "math", "operator", "re", "statistics", "string"),
    *("textwrap", "types", "typing", "typing_extensions", "unicodedata", "zoneinfo"),
    *("app", "pydantic", "pydantic_core", "annotated_types"),
}
READS_THE_CLOCK = {"now", "utcnow", "today"}


def imported(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_every_contract_is_kept(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(no_cache=True)
    assert status == 0, capsys.readouterr().out


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_domain_uses_plain_values_only(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert {name.split(".")[0] for name in imported(tree)} <= PURE
    called = [node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and hasattr(node.func, "attr")]
    assert not READS_THE_CLOCK & set(called), "the instant to judge at is handed in"
