"""Which fact does an agreed action: read from an account's records dated after it was agreed.

An action that came from a cure is done when what the cure asked for has happened; one line per cure below.
Any other action is done when somebody says so.
"""

from collections.abc import Callable, Iterable

from app.domain.action_parts import COMPOSITE, Agreed, done_together, parts_of
from app.domain.answers import Evidence
from app.domain.contact_days import Touch, happened_at
from app.domain.derived_changes import derived_changes
from app.domain.questions import next_step
from app.domain.questions.business_created import moves
from app.domain.reactions import covers
from app.domain.rows import ChangeRow
from app.domain.standing import Standing


def done_by(standing: Standing, agreed: Agreed) -> Evidence | None:
    """The first fact that does what was agreed, with its day; None while there is none."""
    if agreed.code in COMPOSITE:
        return done_together(standing, parts_of(standing, agreed))
    code = "plan" if agreed.code.startswith("plan_") else agreed.code
    return FACTS[code](standing, agreed) if code in FACTS else None


def _touches(standing: Standing, agreed: Agreed) -> Iterable[Touch]:
    """Two-way contact since, the family's included, oldest first."""
    both = sorted((*standing.dossier.touches, *standing.dossier.family_touches), key=lambda touch: touch.at)
    return (touch for touch in both if touch.at > agreed.since and touch.settled_at <= standing.as_of)


def _first_met(standing: Standing, agreed: Agreed, wanted: Callable[[int], bool]) -> Evidence | None:
    for touch in _touches(standing, agreed):
        if any(wanted(person) for person in touch.people):
            return Evidence("activity", touch.activity.id, "met", on=standing.day_of(touch.at))
    return None


def _met(standing: Standing, agreed: Agreed) -> Evidence | None:
    return _first_met(standing, agreed, lambda person: person == agreed.ref)


def _met_senior(standing: Standing, agreed: Agreed) -> Evidence | None:
    return _first_met(standing, agreed, lambda person: standing.is_senior(person) is True)


def _met_somebody_new(standing: Standing, agreed: Agreed) -> Evidence | None:
    known = {person for touch in standing.dossier.touches if touch.at <= agreed.since for person in touch.people}
    return _first_met(standing, agreed, lambda person: person not in known)


def _started(standing: Standing, agreed: Agreed) -> Evidence | None:
    made = sorted(
        (at, deal.id)
        for deal in standing.opportunities
        if (at := deal.file.created_at) and at > agreed.since
        if deal.creates_business and standing.starter(deal).who == "us"
    )
    return Evidence("opportunity", made[0][1], "deal_made", on=standing.day_of(made[0][0])) if made else None


def _moved(standing: Standing, agreed: Agreed) -> Evidence | None:
    deal = next((deal for deal in standing.opportunities if deal.id == agreed.ref), None)
    if deal is None or not (deal.is_open or deal.is_won):
        return None
    at = min((at for at in moves(standing, deal) if agreed.since < at <= standing.as_of), default=None)
    return Evidence("opportunity", deal.id, "deal_moved", on=standing.day_of(at)) if at else None


def _planned(standing: Standing, agreed: Agreed) -> Evidence | None:
    changes = [*standing.dossier.rows.changes, *derived_changes(standing)]
    asked = [change for change in changes if _is_named(change, agreed)]
    agreed_on = standing.day_of(agreed.since)
    accepted = sorted(
        (accepted_on, scenario.id)
        for scenario in standing.dossier.rows.scenarios
        if any(covers(scenario, change) for change in asked)
        for _, accepted_on in scenario.options
        if accepted_on and agreed_on <= accepted_on <= standing.today
    )
    return Evidence("scenario", accepted[0][1], "plan_accepted", on=accepted[0][0]) if accepted else None


def _is_named(change: ChangeRow, agreed: Agreed) -> bool:
    if change.told_by is None:
        return agreed.type == "change" and change.id == agreed.ref
    return change.told_by == (agreed.type, agreed.ref) and agreed.code == f"plan_{change.news}"


def _logged(standing: Standing, agreed: Agreed) -> Evidence | None:
    deals = [deal.row for deal in standing.opportunities]
    rows = (*standing.activities, *deals, *standing.quotes, *standing.commitments)
    learned = sorted(at for row in rows if (at := row.learned_at) and agreed.since < at <= standing.as_of)
    if len(learned) < agreed.times:
        return None
    on = standing.day_of(learned[agreed.times - 1])
    return Evidence("account", standing.account.id, "logged", on=on, number=agreed.times)


def _dated(standing: Standing, agreed: Agreed) -> Evidence | None:
    """The deal's next step is right now, and was touched since."""
    deal = next((deal for deal in standing.open_opportunities if deal.id == agreed.ref), None)
    cases = next_step.ask(standing).evidence
    if deal is None or not any(case.id == deal.id and case.counts for case in cases):
        return None
    touched = [
        *(change.changed_at for change in deal.file.next_step_dates + deal.file.close_dates + deal.file.stages),
        *(row.learned_at for row in standing.activities if row.opportunity_id == deal.id and row.status == "planned"),
    ]
    at = max((at for at in touched if at and agreed.since < at <= standing.as_of), default=None)
    return Evidence("opportunity", deal.id, "step_dated", on=standing.day_of(at)) if at else None


def _answered(standing: Standing, agreed: Agreed) -> Evidence | None:
    message = next((each for each in standing.dossier.messages if each.activity.id == agreed.ref), None)
    heard = [at for at in (message.answered_at, message.solved_at) if at] if message else []
    at = min((at for at in heard if agreed.since < at <= standing.as_of), default=None)
    return Evidence("activity", agreed.ref, "was_answered", on=standing.day_of(at)) if at else None


def _finished(standing: Standing, agreed: Agreed) -> Evidence | None:
    task = next((row for row in standing.activities if row.id == agreed.ref), None)
    at = task and happened_at(task)
    if not at or not agreed.since < at <= standing.as_of:
        return None
    return Evidence("activity", agreed.ref, "was_finished", on=standing.day_of(at))


def _kept(standing: Standing, agreed: Agreed) -> Evidence | None:
    """A promise, ours or theirs, was kept."""
    row = next((row for row in standing.commitments if row.id == agreed.ref), None)
    if row is None or not row.kept_on or not standing.day_of(agreed.since) <= row.kept_on <= standing.today:
        return None
    return Evidence("commitment", row.id, "promise_done", on=row.kept_on)


def _settled(standing: Standing, agreed: Agreed) -> Evidence | None:
    """A promise of theirs was kept, or has a new day: when it was agreed its day was over."""
    row = next((row for row in standing.commitments if row.id == agreed.ref), None)
    if row and row.due_on and row.due_on >= standing.day_of(agreed.since) and not (row.kept_on or row.broken_on):
        return Evidence("commitment", row.id, "new_day_agreed", on=standing.today)
    return _kept(standing, agreed)


def _won_champion(standing: Standing, agreed: Agreed) -> Evidence | None:
    """Somebody who was spoken to since is champion by now."""
    for touch in _touches(standing, agreed):
        for person in touch.people:
            if standing.is_champion(person) and (agreed.type != "contact" or person == agreed.ref):
                return Evidence("contact", person, "became_champion", on=standing.day_of(touch.at))
    return None


def _sent(standing: Standing, agreed: Agreed) -> Evidence | None:
    quote = next((row for row in standing.quotes if row.id == agreed.ref), None)
    if quote is None or not quote.sent_at or not agreed.since < quote.sent_at <= standing.as_of:
        return None
    return Evidence("quote", quote.id, "quote_went_out", on=standing.day_of(quote.sent_at))


FACTS: dict[str, Callable[[Standing, Agreed], Evidence | None]] = {
    "meet": _met,
    "meet_again": _met,
    "find_senior": _met_senior,
    "find_second_person": _met_somebody_new,
    "start_deal": _started,
    "move_deal": _moved,
    "plan": _planned,
    "log_work": _logged,
    "sponsor": _met,
    "settle_promise": _settled,
    "win_champion": _won_champion,
    "find_champion": _won_champion,
    "keep_promise": _kept,
    "send": _sent,
    "date_next_step": _dated,
    "move_on": _dated,
    "answer": _answered,
    "finish": _finished,
}
"""Cure to what does it. ``plan_`` with the news that asked for a plan is a plan too."""
EFFICIENCY = (
    "date_next_step", "move_on", "keep_promise", "keep_then", "keep_all", "keep_all_then", "work_in_time",
    "answer", "answer_then", "answer_all", "answer_all_then", "replies_in_time",
    "send", "send_then", "send_all", "send_all_then", "quotes_in_time",
    "finish", "finish_then", "finish_all", "finish_all_then",
)  # fmt: skip
"""The cures that tidy up; all others lead."""
