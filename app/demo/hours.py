"""Office hours of a seller: which days are worked, and instants within them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OPENS = 9
HOURS_A_DAY = 8


class OfficeHours:
    """Monday to Friday, 9 to 17 in ``zone``; the office rests between Christmas and New Year."""

    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)

    def is_worked(self, day: date) -> bool:
        return day.weekday() < 5 and not (day.month, day.day) >= (12, 24) and (day.month, day.day) != (1, 1)

    def worked_day(self, day: date) -> date:
        """``day``, or the last worked day before it."""
        while not self.is_worked(day):
            day -= timedelta(days=1)
        return day

    def worked_days(self, first: date, last: date) -> list[date]:
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return [day for day in days if self.is_worked(day)]

    def at(self, day: date, hour: float) -> datetime:
        """The UTC instant ``hour`` hours after opening on ``day``."""
        opening = datetime.combine(day, time(OPENS), self.zone)
        return (opening + timedelta(hours=hour)).astimezone(UTC).replace(microsecond=0)

    def after(self, start: datetime, hours: float) -> datetime:
        """The UTC instant ``hours`` office hours after ``start``; weekends do not count."""
        local = start.astimezone(self.zone)
        day, gone = local.date(), local.hour + local.minute / 60 - OPENS + hours
        while gone > HOURS_A_DAY or day.weekday() > 4:
            if day.weekday() < 5:
                gone -= HOURS_A_DAY
            day += timedelta(days=1)
        return self.at(day, gone)
