"""The only clock. Whoever needs an instant asks here, or is handed one."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def written(at: datetime) -> str:
    """An instant as every answer gives it, whatever its zone was: ``2026-11-23T09:00:00Z``."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
