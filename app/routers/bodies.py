"""Reading JSON bodies, and answering in JSON that any client can read."""

import json
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import to_jsonable_python
from starlette.responses import JSONResponse

from app.errors import FieldError, Problem, does_not_fit, field_errors
from app.services.strict_json import read_json

Model = TypeVar("Model", bound=BaseModel)


def fields_of(body: bytes) -> dict[str, Any]:
    """The object a body holds. Raises Problem 400 when it is not JSON, 422 when it is not one object."""
    reading = read_json(body)
    if any(fault.code in ("not_json", "not_utf8", "too_deep") for fault in reading.faults):
        raise Problem(400, "not-readable", "The body is not JSON.", errors=reading.faults)
    if reading.faults:
        raise does_not_fit(*reading.faults)
    if not isinstance(reading.value, dict):
        raise does_not_fit(FieldError("", "not_an_object", "must be an object with named fields"))
    return reading.value


def model_of(model: type[Model], body: bytes) -> Model:
    """The body as ``model``. Raises Problem like ``fields_of``, and 422 for what does not fit."""
    try:
        return model.model_validate(fields_of(body))
    except ValidationError as error:
        raise does_not_fit(*field_errors(error)) from error


class Json(JSONResponse):
    """JSON in plain ASCII: half a surrogate pair in old data cannot break an answer."""

    def render(self, content: Any) -> bytes:
        plain = to_jsonable_python(content, inf_nan_mode="null")
        return json.dumps(plain, separators=(",", ":"), allow_nan=False).encode("ascii")
