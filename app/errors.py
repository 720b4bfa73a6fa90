"""What went wrong, in words the sender can act on, without ever repeating what was sent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import ValidationError

INSTANT = "must be an ISO 8601 instant with zone, such as 2026-11-23T09:00:00Z"
DAY = "must be a day, such as 2026-11-23"

_SAYINGS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "missing": lambda _: "is required",
    "literal_error": lambda known: f"must be one of {str(known['expected']).replace(chr(39), '')}",
    "enum": lambda known: f"must be one of {str(known['expected']).replace(chr(39), '')}",
    "value_error": lambda known: str(known["error"]),
    "string_type": lambda _: "must be text",
    "string_unicode": lambda _: "holds half of a surrogate pair; send whole characters",
    "string_too_long": lambda known: f"must have at most {known['max_length']} characters",
    "string_too_short": lambda known: f"must have at least {known['min_length']} characters",
    "string_pattern_mismatch": lambda known: f"must match {known['pattern']}",
    "too_long": lambda known: f"must have a length of at most {known['max_length']}",
    "too_short": lambda known: f"must have a length of at least {known['min_length']}",
    "greater_than_equal": lambda known: f"must be {known['ge']} or more",
    "less_than_equal": lambda known: f"must be {known['le']} or less",
    "greater_than": lambda known: f"must be over {known['gt']:g}",
    "extra_forbidden": lambda _: "is no name that is known here",
    "finite_number": lambda _: "must be a finite number",
    "list_type": lambda _: "must be a list",
    "model_type": lambda _: "must be an object with named fields",
    "model_attributes_type": lambda _: "must be an object with named fields",
    "dict_type": lambda _: "must be an object with named fields",
}
_BY_START = {
    "datetime_": INSTANT,
    "timezone_": INSTANT,
    "date_": DAY,
    "int_": "must be a whole number in range",
    "float_": "must be a number in range",
    "bool_": "must be true or false",
}


@dataclass(frozen=True, slots=True)
class FieldError:
    """One fault. ``pointer`` is a JSON pointer (RFC 6901) to the field; empty means the whole record."""

    pointer: str
    code: str
    detail: str

    @property
    def field(self) -> str:
        """The field as a person writes it: ``options/0/what``."""
        return self.pointer.removeprefix("/")


class Problem(Exception):
    """An answer other than success (RFC 9457). ``slug`` names the kind and never changes."""

    def __init__(
        self,
        status: int,
        slug: str,
        title: str,
        detail: str | None = None,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(title)
        self.status, self.slug, self.title, self.detail = status, slug, title, detail
        self.errors, self.headers = errors, dict(headers or {})

    def as_json(self) -> dict[str, Any]:
        body: dict[str, Any] = {"type": f"/problems/{self.slug}", "title": self.title, "status": self.status}
        if self.detail:
            body["detail"] = self.detail
        if self.errors:
            body["errors"] = [asdict(error) for error in self.errors]
        return body


def does_not_fit(*errors: FieldError) -> Problem:
    """422: the request is readable, but these fields do not fit."""
    detail = "Mend the fields named and send it again."
    return Problem(422, "does-not-fit", "Some fields do not fit.", detail, errors=errors)


def not_found(what: str) -> Problem:
    """404, also for what belongs to another workspace."""
    return Problem(404, "not-found", f"There is no such {what}.")


def too_large(detail: str) -> Problem:
    return Problem(413, "too-large", "That is too much at once.", detail)


def pointer_to(*steps: str | int) -> str:
    """The JSON pointer to these steps, with half surrogates made harmless."""
    parts = (str(step).replace("~", "~0").replace("/", "~1") for step in steps)
    return "".join(f"/{part}" for part in parts).encode("utf-8", "replace").decode()


def field_errors(error: ValidationError | list[Any], skip: int = 0) -> tuple[FieldError, ...]:
    """What Pydantic found, in our words. ``skip`` leaves out so many steps of each place."""
    found = error.errors(include_url=False, include_input=False) if isinstance(error, ValidationError) else error
    return tuple(
        FieldError(pointer_to(*fault["loc"][skip:]), fault["type"], _saying(fault["type"], fault.get("ctx") or {}))
        for fault in found
    )


def _saying(kind: str, known: Mapping[str, Any]) -> str:
    if kind in _SAYINGS:
        return _SAYINGS[kind](known)
    return next((words for start, words in _BY_START.items() if kind.startswith(start)), "does not fit")
