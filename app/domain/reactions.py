"""What was done about a change: a word with somebody senior, and a plan somebody accepted."""

from dataclasses import dataclass

from app.domain.rows import ChangeRow
from app.domain.standing import Standing


@dataclass(frozen=True, slots=True)
class Reaction:
    change: ChangeRow
    talked: bool | None
    """Two-way contact with somebody senior since; None where ranks or contact are not recorded."""
    planned: bool
    """A scenario covers it whose owner accepted."""

    @property
    def halves(self) -> int:
        return bool(self.talked) + self.planned

    @property
    def halves_at_most(self) -> int:
        return (self.talked is not False) + self.planned


def reaction(standing: Standing, change: ChangeRow) -> Reaction:
    since = standing.starts(change.noticed_on)
    people = {
        person
        for touch in standing.dossier.touches
        if touch.at >= since and touch.settled_at <= standing.as_of
        for person in touch.people
    }
    ranks = [standing.is_senior(person) for person in people]
    talked = True if True in ranks else None if None in ranks or not standing.capture_works else False
    return Reaction(change, talked, planned=_is_planned(standing, change))


def _is_planned(standing: Standing, change: ChangeRow) -> bool:
    return any(
        accepted_on and accepted_on <= standing.today
        for scenario in standing.dossier.rows.scenarios
        if scenario.change_id == change.id or (scenario.change_id is None and scenario.trigger == change.kind)
        for _, accepted_on in scenario.options
    )
