"""The only clock. Whoever needs an instant asks here, or is handed one."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)
