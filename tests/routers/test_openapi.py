"""The committed API document is what the code does."""

import json
from pathlib import Path

from openapi_spec_validator import OpenAPIV31SpecValidator

from app.main import create_app, document

COMMITTED = Path(__file__).parents[2] / "openapi" / "leadline.json"
METHODS = ("get", "put", "patch", "post", "delete")
OPERATIONS = [
    (path, method, operation)
    for path, item in json.loads(document())["paths"].items()
    for method, operation in item.items()
    if method in METHODS
]


def test_the_committed_document_is_todays() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == document(), "Run `make openapi` and commit the file."


def test_the_document_is_valid_openapi_3_1() -> None:
    found = create_app().openapi()
    assert found["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(found).validate()


def test_operations_have_names_of_their_own_and_say_what_they_do() -> None:
    names = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(names) == len(set(names))
    assert all(operation["summary"] for _, _, operation in OPERATIONS)


def test_every_operation_with_a_key_documents_its_problems() -> None:
    for path, method, operation in OPERATIONS:
        if "security" in operation:
            problems = {status for status, answer in operation["responses"].items() if _is_problem(answer)}
            assert {"401", "403"} <= problems, (path, method)
            assert "requestBody" not in operation or {"400", "413", "422"} <= problems, (path, method)


def test_schema_names_have_no_hyphens_or_blanks() -> None:
    assert all(name.isidentifier() for name in json.loads(document())["components"]["schemas"])


def _is_problem(answer: dict[str, dict[str, object]]) -> bool:
    return "application/problem+json" in answer.get("content", {})
