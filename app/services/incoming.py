"""One record on its way in. Apart from what stores it, so that a process that only reads needs no database."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from app.domain.records import Record
from app.domain.tagging.tag import Reading


class Incoming(NamedTuple):
    """One record as received. A PUT speaks of every field; a CSV row and a PATCH only of those in ``given``."""

    type: str
    record: Record
    given: frozenset[str] | None = None
    """The fields present; None means all."""
    is_patch: bool = False
    is_deletion: bool = False
    readings: Mapping[str, Reading] = MappingProxyType({})
    """What its texts say, where they were read already."""
    came_at: datetime | None = None
    """When its request came, which tells it from others that do not say when they changed; None: when it is stored."""
