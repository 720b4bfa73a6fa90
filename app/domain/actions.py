"""Actions: what somebody agreed to do by a day. When one is late, and whether it helped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from app.domain import terms
from app.domain.action_facts import EFFICIENCY

FRIDAY = 4
ActionStatus = Literal["open", "done", "dropped"]
Band = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ends:
    """The days on which an action came to an end; both absent while it is open."""

    due_on: date
    done_on: date | None
    dropped_on: date | None

    def status_on(self, day: date) -> ActionStatus:
        if self.done_on and self.done_on <= day:
            return "done"
        return "dropped" if self.dropped_on and self.dropped_on <= day else "open"

    def is_late_on(self, day: date) -> bool:
        """Open past its day, or done after it; what was dropped is not late."""
        status = self.status_on(day)
        if status == "done":
            return self.done_on is not None and self.done_on > self.due_on
        return status == "open" and day > self.due_on


def next_friday(today: date) -> date:
    """The first Friday after a day."""
    return today + timedelta(days=(FRIDAY - today.weekday() - 1) % 7 + 1)


def axis_of(finding_code: str | None, cure_code: str | None) -> terms.Axis | None:
    """Which axis an action is meant to raise; None where it came from neither a flag nor a cure."""
    if cure_code:
        return "efficiency" if cure_code in EFFICIENCY else "effectiveness"
    if finding_code:
        return "efficiency" if finding_code == "led_untidy" else "effectiveness"
    return None


@dataclass(frozen=True, slots=True)
class Said:
    """How an account stood from an instant on, as we said it then."""

    at: datetime
    posture: terms.Posture
    effectiveness: Band | None
    efficiency: Band | None

    def band(self, axis: terms.Axis) -> Band | None:
        return self.effectiveness if axis == "effectiveness" else self.efficiency


def said_at(history: Sequence[Said], at: datetime) -> Said | None:
    """``history`` is oldest first."""
    return next((said for said in reversed(history) if said.at <= at), None)


@dataclass(frozen=True, slots=True)
class Trial:
    """A flag and what came of it between two instants: with an action, or with nobody acting."""

    axis: terms.Axis
    begins: datetime
    ends: datetime
    cleared_on: date | None
    """When the flag it came from cleared."""


def got_better(trial: Trial, history: Sequence[Said]) -> bool | None:
    """The flag cleared, or the low end of the axis rose. None: too little was said to tell."""
    if trial.cleared_on and trial.begins.date() <= trial.cleared_on <= trial.ends.date():
        return True
    before, after = said_at(history, trial.begins), said_at(history, trial.ends)
    lows = [band[0] for said in (before, after) if said and (band := said.band(trial.axis))]
    return lows[1] > lows[0] if len(lows) == 2 else None


@dataclass(frozen=True, slots=True)
class FlagLife:
    id: int
    account_id: int
    code: str
    opened_on: date
    cleared_on: date | None

    @property
    def quarter(self) -> tuple[str, int, int]:
        """Flags are alike when they say the same and opened in the same quarter."""
        return self.code, self.opened_on.year, (self.opened_on.month - 1) // 3


def left_alone(
    tried: Mapping[int, Trial], flags: Sequence[FlagLife], acted_on: set[int], now: datetime
) -> dict[int, Trial]:
    """Flag id to the same stretch of its life, for flags like those ``tried`` (by flag id) that nobody acted on.

    A flag that had cleared before the stretch begins has nothing to compare: it would make leaving things
    alone look better than it is.
    """
    like = {flag.quarter: (flag, tried[flag.id]) for flag in flags if flag.id in tried}
    found = {}
    for flag in flags:
        if flag.id in acted_on or flag.quarter not in like:
            continue
        other, trial = like[flag.quarter]
        later = timedelta(days=(flag.opened_on - other.opened_on).days)
        begins, ends = trial.begins + later, trial.ends + later
        if ends <= now and not (flag.cleared_on and flag.cleared_on < begins.date()):
            found[flag.id] = Trial(trial.axis, begins, ends, flag.cleared_on)
    return found
