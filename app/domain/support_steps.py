"""Lining up support behind a proposal, and keeping a champion, as changes of the rows."""

from dataclasses import replace
from datetime import timedelta

from app.domain.findings import Step
from app.domain.rows import AccountRows, CommitmentRow, ContactRow
from app.domain.standing import Standing
from app.domain.steps import (
    MOST_PEOPLE,
    NEW_PERSON,
    find_second_person,
    meet,
    meeting,
    new_person,
    with_activity,
    with_new_person,
    worth_meeting,
)
from app.domain.support import LineUp


def line_up_support(standing: Standing, weak: LineUp, people_needed: int) -> list[Step]:
    """The next sponsors by name and the customer's open promises; where one of them is not enough, all at once."""
    lacks_senior = not weak.senior and not weak.rank_not_known
    missing = max(people_needed - len(weak.supporters), int(lacks_senior))
    steps = [_settle(standing, row) for row in weak.broken]
    if missing:
        steps += _sponsors(standing, weak, lacks_senior)
    if missing + len(weak.broken) > 1:
        steps.append(_all_at_once(standing, weak, missing))
    return steps


def _sponsors(standing: Standing, weak: LineUp, senior: bool) -> list[Step]:
    people = worth_meeting(standing, set(weak.supporters), weak.deal.id)
    wanted = [person for person in people if not senior or standing.is_senior(person.id)]
    if wanted:
        return [_sponsor(standing, person) for person in wanted[:MOST_PEOPLE]]
    if not senior:
        return [find_second_person(standing)]
    person, done = new_person(standing, seniority=5), meeting(standing, (NEW_PERSON,))
    return [Step("find_senior", "account", standing.account.id, lambda rows: with_new_person(rows, person, done))]


def _sponsor(standing: Standing, contact: ContactRow) -> Step:
    """A talk about no deal in particular counts for every proposal."""
    done = meeting(standing, (contact.id,))
    return Step("sponsor", "contact", contact.id, lambda rows: with_activity(rows, done))


def _settle(standing: Standing, row: CommitmentRow) -> Step:
    return Step("settle_promise", "commitment", row.id, lambda rows: _with_new_day(standing, rows, {row.id}))


def _with_new_day(standing: Standing, rows: AccountRows, promises: set[int]) -> AccountRows:
    due_on = standing.today + timedelta(days=standing.policy.cures.promise_in)
    moved = [
        replace(row, due_on=due_on, kept_on=None, broken_on=None) if row.id in promises else row
        for row in rows.commitments
    ]
    return replace(rows, commitments=moved)


def _all_at_once(standing: Standing, weak: LineUp, missing: int) -> Step:
    promises = {row.id for row in weak.broken}
    people = [replace(new_person(standing, 5), id=NEW_PERSON - n, key=f"~new person {n}") for n in range(missing)]
    done = meeting(standing, tuple(person.id for person in people))

    def lined_up(rows: AccountRows) -> AccountRows:
        settled = _with_new_day(standing, rows, promises)
        return with_activity(replace(settled, contacts=[*rows.contacts, *people]), done) if people else settled

    code = "settle_all" if not missing else "line_up_and_settle" if promises else "line_up"
    return Step(code, "opportunity", weak.deal.id, lined_up, number=missing)


def keep_a_champion(standing: Standing, champions: list[int]) -> list[Step]:
    """Speak with a champion who is still there; else win one among those who speak with us, or find one."""
    here = {person.id for person in worth_meeting(standing, set())}
    again = [meet(standing, standing.dossier.contacts[person]) for person in champions if person in here]
    others = [person for person in worth_meeting(standing, set(champions)) if person.id in standing.people]
    if again or others:
        return [*again, *(_win(standing, person) for person in others[:MOST_PEOPLE])]
    person = replace(new_person(standing, seniority=1), role="champion")
    done = meeting(standing, (NEW_PERSON,))
    return [Step("find_champion", "account", standing.account.id, lambda rows: with_new_person(rows, person, done))]


def _win(standing: Standing, contact: ContactRow) -> Step:
    done = meeting(standing, (contact.id,))

    def won(rows: AccountRows) -> AccountRows:
        contacts = [replace(row, role="champion") if row.id == contact.id else row for row in rows.contacts]
        return with_activity(replace(rows, contacts=contacts), done)

    return Step("win_champion", "contact", contact.id, won)
