"""The API document: FastAPI's own, with the bodies we read ourselves."""

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from app.domain.records import RECORD_TYPES
from app.routers.problems import ProblemAnswer, documented
from app.routers.record_schemas import definitions, schemas_of


def describe(app: FastAPI, *more: type[BaseModel]) -> None:
    """Make ``app.openapi()`` hold every schema its routes name; ``more`` are bodies besides the records."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema:
            return app.openapi_schema
        document = made()
        bodies = [body for type_ in RECORD_TYPES for body in (schemas_of(type_).put, schemas_of(type_).patch)]
        schemas = document["components"]["schemas"]
        for name, schema in definitions([ProblemAnswer, *bodies, *more]).items():
            schemas.setdefault(name, schema)
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        document["components"]["schemas"] = dict(sorted(schemas.items()))
        _tell_what_any_may_answer(document)
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _tell_what_any_may_answer(document: dict[str, Any]) -> None:
    """An unknown name in the query, a body that stops coming, a key that sends too much, a database that is away."""
    any_may = documented(408, 409, 422, 429, 503)
    document["components"]["responses"] = {str(status): said for status, said in any_may.items()}
    for operation in (each for item in document["paths"].values() for each in item.values()):
        if "security" in operation:
            for status in ("408", "422", "429", "503") if "requestBody" in operation else ("422", "429", "503"):
                operation["responses"].setdefault(status, {"$ref": f"#/components/responses/{status}"})
        if "Idempotency-Key" in {each["name"] for each in operation.get("parameters", ())}:
            operation["responses"].setdefault("409", {"$ref": "#/components/responses/409"})
