"""Deadlines in business hours of one calendar."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.domain.policy_choices import Calendar

ONE_DAY = timedelta(days=1)
LONGEST_LOOK_AHEAD_DAYS = 400


@lru_cache(maxsize=256)
def zone_or(name: str | None, fallback: str) -> ZoneInfo:
    """The named zone, or the fallback where the name is absent or no zone."""
    try:
        return ZoneInfo(name or fallback)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(fallback)


def hours_a_day(calendar: Calendar) -> float:
    return float(calendar.closes - calendar.opens)


@lru_cache(maxsize=4096)
def _open_hours(day: date, opens: int, closes: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    began, ended = (datetime.combine(day, time(hour), zone).astimezone(UTC) for hour in (opens, closes))
    return began, ended


def deadline(start: datetime, hours: float, calendar: Calendar, zone_name: str | None) -> datetime:
    """The last instant at which no more than ``hours`` business hours have passed since ``start``.

    Hours that run out at closing leave until the next opening: what goes out in the evening took no longer.
    """
    zone = zone_or(zone_name, calendar.zone)
    left = timedelta(hours=hours)
    day = start.astimezone(zone).date()
    for _ in range(LONGEST_LOOK_AHEAD_DAYS):
        if calendar.works_on(day, zone.key):
            opens, closes = _open_hours(day, calendar.opens, calendar.closes, zone)
            begins = max(opens, start)
            if begins < closes:
                if begins + left < closes:
                    return begins + left
                left -= closes - begins
        day += ONE_DAY
    return start + LONGEST_LOOK_AHEAD_DAYS * ONE_DAY
