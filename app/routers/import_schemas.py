"""What the API says of imports."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel


class RowFault(BaseModel):
    field: str
    code: str
    reason: str


class RowResult(BaseModel):
    """What became of a row; ``row`` counts from 1, without a CSV's header."""

    row: int
    type: str | None
    id: str | None
    status: Literal["stored", "unchanged", "refused"]
    errors: list[RowFault]


class ImportSummary(BaseModel):
    received: int
    stored: int
    unchanged: int
    refused: int


class ImportWarning(BaseModel):
    """A field that no record of the type has; it was kept out of so many rows."""

    type: str | None
    field: str
    code: Literal["unknown_field"]
    rows: int


class ImportAnswer(BaseModel):
    summary: ImportSummary
    results: list[RowResult]
    warnings: list[ImportWarning]


class ImportShown(BaseModel):
    """An import that goes on after its answer, and how far it is: rows are counted with what was stored of them."""

    id: str
    state: Literal["held", "queued", "running", "done", "cancelled", "failed"]
    sentence: str
    rows: int
    summary: ImportSummary
    warnings: list[ImportWarning]
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    results: str
    refused: str
