"""When a new flag is told: to the owner of its account at once, to others after the owner had a business day."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

from app.domain.business_hours import deadline, hours_a_day, zone_or
from app.domain.policy import Policy
from app.services.show_records import Caller


def ripe_at(at: datetime, policy: Policy) -> Callable[[str], bool]:
    """Whether a flag that opened on a day has been with its owner for a business day."""

    @cache
    def ripe(opened_on: str) -> bool:
        zone = zone_or(None, policy.calendar.zone)
        opened_at = datetime.combine(date.fromisoformat(opened_on), time(), zone).astimezone(UTC)
        return deadline(opened_at, hours_a_day(policy.calendar), policy.calendar, None) <= at

    return ripe


def told_to(caller: Caller, at: datetime, policy: Policy) -> Callable[[Mapping[str, Any], str], bool]:
    """Whether whoever asks is told of a flag, by what is said about its account and the day it opened."""
    ripe = ripe_at(at, policy)

    def told(about: Mapping[str, Any], opened_on: str) -> bool:
        owner = about["owner"] or {}
        return caller.viewer in (None, owner.get("leadline_id")) or ripe(opened_on)

    return told
