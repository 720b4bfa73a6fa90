"""The API document: FastAPI's own, with the bodies we read ourselves."""

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from app.domain.records import RECORD_TYPES
from app.routers.problems import ProblemAnswer
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
        return document

    app.openapi = openapi  # type: ignore[method-assign]
