"""What was done about a change: a word with somebody senior, and a plan somebody accepted."""

from datetime import date, datetime

from app.domain.answers import Evidence
from app.domain.rows import ChangeRow, ScenarioRow
from app.domain.standing import Standing
from app.domain.value import value


@value
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
    talked, _ = talked_on(standing, standing.starts(change.noticed_on))
    return Reaction(change, talked, planned=_is_planned(standing, change))


def talked_on(standing: Standing, since: datetime) -> tuple[bool | None, date | None]:
    """Whether there was two-way contact with somebody senior since, and its first day.

    None where ranks or contact are not recorded.
    """
    first: dict[int, datetime] = {}
    for touch in (*standing.dossier.touches, *standing.dossier.family_touches):
        if touch.at >= since and touch.settled_at <= standing.as_of:
            for person in touch.people:
                first[person] = min(first.get(person, touch.at), touch.at)
    ranks = {person: standing.is_senior(person) for person in first}
    senior = [at for person, at in first.items() if ranks[person]]
    if senior:
        return True, standing.day_of(min(senior))
    return None if None in ranks.values() or not standing.capture_works else False, None


def _is_planned(standing: Standing, change: ChangeRow) -> bool:
    return any(
        accepted_on and accepted_on <= standing.today
        for scenario in standing.dossier.rows.scenarios
        if covers(scenario, change)
        for _, accepted_on in scenario.options
    )


def covers(scenario: ScenarioRow, change: ChangeRow) -> bool:
    if scenario.change_id is not None:
        return scenario.change_id == change.id
    triggers = (change.kind, "renewal_in_days") if change.kind == "renewal" else (change.kind,)
    return scenario.trigger in triggers and scenario.trigger is not None


def evidence_of(change: ChangeRow, code: str, *, counts: bool) -> Evidence:
    """The change itself, or the record that tells it."""
    kind, number = change.told_by or ("change", change.id)
    return Evidence(kind, number, code, on=change.noticed_on, counts=counts, news=change.news)
