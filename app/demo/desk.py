"""One account on its owner's desk: who is who, how they work, and what day it is."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from app.demo.book import Book
from app.demo.hours import OfficeHours
from app.demo.phrases import Phrases


@dataclass(slots=True)
class Person:
    """A contact. ``share``: how often we talk to them, 0 never. ``left``, ``quiet``: since so many days."""

    id: str
    name: str
    share: float
    left: int | None = None
    quiet: int | None = None

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    def can_be_met(self, ago: int) -> bool:
        return all(since is None or ago > since for since in (self.left, self.quiet))


@dataclass(slots=True, kw_only=True)
class Desk:
    """``end`` is the instant up to which things have happened; ``habit`` says how the work is served."""

    book: Book
    rng: Random
    hours: OfficeHours
    phrases: Phrases
    today: date
    end: datetime
    account_id: str
    owner_id: str
    owner_name: str
    manager_id: str
    helper_id: str
    habit: dict[str, Any]
    people: list[Person] = field(default_factory=list)
    deals: list[dict[str, Any]] = field(default_factory=list)
    _debt: dict[str, float] = field(default_factory=dict)

    def draw(self, value: Any) -> Any:
        """A number as it is; ``[low, high]`` drawn from that range."""
        if isinstance(value, list) and len(value) == 2:
            low, high = value
            return self.rng.uniform(low, high) if isinstance(low, float) else self.rng.randint(low, high)
        return value

    def share(self, what: str, part: float) -> bool:
        """True for ``part`` of the calls, evenly spread, so that small accounts keep their habits too."""
        debt = self._debt.get(what, self.rng.random() * (1 - part) if part < 1 else 0) + part
        self._debt[what] = debt - 1 if debt >= 1 else debt
        return debt >= 1

    def day(self, ago: int) -> date:
        return self.hours.worked_day(self.today - timedelta(days=ago))

    def at(self, ago: int, latest: float = 7.5) -> datetime:
        """Some instant of the worked day ``ago`` days back, before it ends."""
        return self.hours.at(self.day(ago), self.rng.uniform(0.1, latest))

    def ago(self, day: date) -> int:
        return (self.today - day).days

    def person(self, ago: int) -> Person | None:
        around = [person for person in self.people if person.share > 0 and person.can_be_met(ago)]
        if not around:
            return None
        return self.rng.choices(around, [person.share for person in around])[0]

    def words(self, group: str, person: Person | None = None, **given: str) -> list[str]:
        first = person.first_name if person else ""
        return self.phrases.deal(group, first=first, us=self.owner_name, **given)

    def log(self, *, updated_at: datetime | None = None, **fields: Any) -> str | None:
        """Write an activity that is done or planned; what would lie ahead of ``end`` is not written."""
        written_at = updated_at or fields.get("completed_at") or fields.get("start_at") or fields["created_at"]
        created_at = fields.get("created_at") or written_at
        if created_at >= self.end or (fields.get("status") == "done" and written_at >= self.end):
            return None
        fields = {"account_id": self.account_id, "actor_id": self.owner_id, **fields}
        return self.book.add("activity", updated_at=min(max(written_at, created_at), self.end), **fields)
