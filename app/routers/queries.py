"""What an address may ask after its question mark: nothing unknown is passed over, nothing is said twice."""

from typing import Any

from fastapi import Depends, Request

from app.errors import FieldError, does_not_fit, pointer_to
from app.services.strict_json import shown

_names: dict[str, set[str]] = {}
"""Operation to the names its query may hold."""


async def _known_query(request: Request) -> None:
    given = [name for name, _ in request.query_params.multi_items()]
    if not given:
        return
    route = request.scope["route"]
    known = _names.get(route.unique_id) or _names.setdefault(route.unique_id, _names_of(route.dependant))
    choice = f"known here: {', '.join(sorted(known))}" if known else "nothing can be asked here"
    wrong = [_fault(name, "unknown", f"is not known; {choice}") for name in given if name not in known]
    twice = [_fault(name, "twice", "is given twice") for name in sorted(known) if given.count(name) > 1]
    if wrong or twice:
        raise does_not_fit(*wrong[:20], *twice)


KnownQuery = Depends(_known_query)


def _fault(name: str, code: str, detail: str) -> FieldError:
    return FieldError(pointer_to("query", shown(name)), code, detail)


def _names_of(dependant: Any) -> set[str]:
    own = {field.alias for field in dependant.query_params}
    return own.union(*(_names_of(each) for each in dependant.dependencies))
