"""Who may import whom: the contracts in pyproject.toml, and what they cannot say."""

import ast
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent
OUTSIDE_MODELS = sorted(
    path for path in (ROOT / "app").rglob("*.py") if path.parent.name != "models" and path.name != "db.py"
)
DOMAIN = sorted((ROOT / "app/domain").rglob("*.py"))
# The standard library's plain values: no files, no network, no clock, no chance.
PURE = {
    *("__future__", "abc", "bisect", "collections", "copy", "dataclasses", "datetime", "decimal", "enum", "fractions"),
    *("functools", "hashlib", "hmac", "itertools", "json", "math", "operator", "re", "statistics", "string"),
    *("textwrap", "types", "typing", "typing_extensions", "unicodedata", "zoneinfo"),
    *("app", "pydantic", "pydantic_core", "annotated_types"),
}
RUNS_SQL = {"execute", "exec_driver_sql", "scalar", "scalars"}
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


def test_sql_is_written_in_models_and_db_only() -> None:
    for path in OUTSIDE_MODELS:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        taken = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sqlalchemy"
            for alias in node.names
            if node.module != "sqlalchemy.exc"
        }
        assert taken <= {"Connection", "Engine"}, path
        assert "sqlalchemy" not in {
            alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        }
        assert not RUNS_SQL & {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}, path
