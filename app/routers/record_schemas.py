"""The shapes of records in the API document: as sent, and as answered."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, Field, create_model
from pydantic.json_schema import models_json_schema

from app.domain import terms
from app.domain.records import RECORD_TYPES
from app.domain.records.fields import Id
from app.models.merging import MERGEABLE
from app.services.read_records import partial

REF = "#/components/schemas/{model}"
ONLY_DESCRIBED = {"defer_build": True}
"""Nothing is validated by these: what checks values would be built at each start for nobody."""


class Tag(BaseModel):
    """What kind of work an activity was, and how we know. Without a purpose it is not known."""

    purpose: terms.Purpose | None
    dimension: terms.Dimension | None
    decided_by: terms.DecidedBy | None
    reasons: list[str]


class Warned(BaseModel):
    """A field that was kept out, or a merge that does not do what it seems to."""

    field: str
    code: Literal["unknown_field", "merge_waits", "merge_circle", "merged_into_deleted"]
    detail: str


class DeletedRecord(BaseModel):
    """The tombstone of a record."""

    id: str
    leadline_id: int
    version: int | None = Field(None, description="Absent when it was erased")
    deleted: Literal[True]
    erased: int | None = Field(
        None, description="With `erase`: how many records, those merged into it too; 0 when it was erased before"
    )


@dataclass(frozen=True)
class Schemas:
    """Of one record type: the body of a PUT, of a PATCH, and the answers."""

    put: type[BaseModel]
    patch: type[BaseModel]
    answer: type[BaseModel]
    page: type[BaseModel]


@cache
def schemas_of(type_: str) -> Schemas:
    model = RECORD_TYPES[type_]
    name = model.__name__
    optional_id: Any = {"id": (Id | None, Field(None, description="Optional; equal to the one in the path"))}
    ours: Any = {
        "leadline_id": (int, Field(description="Our own number of the record")),
        "version": (int, Field(description="Counts the changes we stored")),
        "warnings": (list[Warned], Field([], description="After a PUT or PATCH: what to know of it")),
    }
    if type_ in MERGEABLE:
        ours["merged_into"] = (Id | None, Field(description="The record that stands for it now, where it was merged"))
    if type_ == "activity":
        ours["tag"] = (Tag, Field())
    incomplete = Field(description="null while only a part of the record has come")
    ours |= {
        name: (field.annotation | None, incomplete)  # type: ignore[operator]
        for name, field in model.model_fields.items()
        if field.is_required() and name != "id"
    }
    answer = create_model(f"{name}Answer", __base__=model, __cls_kwargs__=ONLY_DESCRIBED, **ours)
    page: Any = {"items": (list[answer], Field()), "next_cursor": (str | None, None)}  # type: ignore[valid-type]
    return Schemas(
        create_model(f"{name}Put", __base__=model, __cls_kwargs__=ONLY_DESCRIBED, **optional_id),
        create_model(f"{name}Patch", __base__=partial(type_), __cls_kwargs__=ONLY_DESCRIBED, **optional_id),
        answer,
        create_model(f"{name}Page", __cls_kwargs__=ONLY_DESCRIBED, **page),
    )


def body_of(model: type[BaseModel], media: str = "application/json") -> dict[str, Any]:
    """The OpenAPI ``requestBody`` of a body we read ourselves."""
    schema = {"$ref": REF.format(model=model.__name__)}
    return {"requestBody": {"required": True, "content": {media: {"schema": schema}}}}


def definitions(models: list[type[BaseModel]]) -> dict[str, Any]:
    """The component schemas of bodies we read ourselves, by name."""
    _, made = models_json_schema([(model, "validation") for model in models], ref_template=REF)
    found: dict[str, Any] = made["$defs"]
    return found
