"""All assessments of an instant: each in brief, and some in full when they are asked for."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from zlib import compress, decompress

import orjson

from app.domain.policy import Policy
from app.models.assessment import bodies_of
from app.services.briefs import brief_of, stored_briefs
from app.services.recompute import recompute
from app.services.show_records import Caller

Bodies = Mapping[int, Mapping[str, Any]]
InFull = Callable[[Iterable[int]], Bodies]
PACKED = 1
"""How hard recomputed ones are packed meanwhile: to a sixth of their size, in little time."""


class Assessments(NamedTuple):
    """All in full at once would take much memory."""

    briefs: Bodies
    in_full: InFull


def stored_assessments(caller: Caller) -> Assessments:
    """Of the accounts that whoever asks may see."""

    def in_full(numbers: Iterable[int]) -> Bodies:
        return dict(bodies_of(caller.connection, caller.workspace_id, numbers))

    return Assessments(stored_briefs(caller), in_full)


def recomputed_assessments(caller: Caller, policy: Policy, as_of: datetime) -> Assessments:
    """Of all accounts."""
    briefs, packed = {}, {}
    for number, body in recompute(caller.connection, caller.workspace_id, policy, as_of):
        briefs[number], packed[number] = brief_of(body), compress(orjson.dumps(body), PACKED)

    def in_full(numbers: Iterable[int]) -> Bodies:
        return {number: orjson.loads(decompress(packed[number])) for number in numbers}

    return Assessments(briefs, in_full)
