"""Meeting people, as changes of the rows, so that what it would do can be tried.

Rows that do not exist yet have negative ids. Nobody is asked to meet somebody who left, or who is against us.
"""

from dataclasses import replace
from datetime import datetime

from app.domain.findings import Step
from app.domain.rows import AccountRows, ActivityRow, ContactRow, OpportunityContactRow
from app.domain.standing import Standing
from app.domain.support import stands_apart

NEW_PERSON = -1
NEW_DEAL = -2
NEW_WORK = -3
MOST_PEOPLE = 3


def meeting(standing: Standing, people: tuple[int, ...], opportunity_id: int | None = None) -> ActivityRow:
    return ActivityRow(
        id=NEW_WORK,
        key=f"~meeting {people}",
        source_id=standing.account.source_id,
        kind="meeting",
        contact_ids=people,
        attended_ids=people,
        opportunity_id=opportunity_id,
        outcome="held",
        status="done",
        start_at=standing.as_of,
    )


def with_activity(rows: AccountRows, *activities: ActivityRow) -> AccountRows:
    return replace(rows, activities=[*rows.activities, *activities])


def with_new_person(rows: AccountRows, person: ContactRow, *activities: ActivityRow) -> AccountRows:
    return with_activity(replace(rows, contacts=[*rows.contacts, person]), *activities)


def new_person(standing: Standing, seniority: int) -> ContactRow:
    return ContactRow(
        id=NEW_PERSON, key="~new person", source_id=standing.account.source_id, seniority=seniority, role="other"
    )


def has_met(standing: Standing, person: int) -> bool:
    return any(person in touch.people for touch in standing.dossier.touches if touch.settled_at <= standing.as_of)


def spoken_to_since(standing: Standing, since: datetime) -> set[int]:
    both = (*standing.dossier.touches, *standing.dossier.family_touches)
    return {
        person for touch in both if touch.at >= since and touch.settled_at <= standing.as_of for person in touch.people
    }


def worth_meeting(standing: Standing, besides: set[int], deal_id: int | None = None) -> list[ContactRow]:
    """People on file besides those given: economic buyers first, then the senior ones, the never met before others.

    With a deal, what they think of that deal decides whether they are against us; without, of any open one.
    """
    deals = {deal_id} if deal_id else {deal.id for deal in standing.open_opportunities}
    parts: dict[int, list[OpportunityContactRow]] = {}
    for part in standing.dossier.rows.opportunity_contacts:
        if part.opportunity_id in deals:
            parts.setdefault(part.contact_id, []).append(part)
    found = [
        contact
        for contact in standing.dossier.contacts.values()
        if contact.id not in besides
        and not any(stands_apart(standing, contact.id, part) for part in parts.get(contact.id, [None]))
    ]
    rank = standing.dossier.seniority
    return sorted(
        found,
        key=lambda contact: (
            contact.role != "economic_buyer",
            not standing.is_senior(contact.id),
            has_met(standing, contact.id),
            -(rank[contact.id] or 0),
            contact.key,
        ),
    )


def meet(standing: Standing, contact: ContactRow) -> Step:
    done = meeting(standing, (contact.id,))
    code = "meet_again" if has_met(standing, contact.id) else "meet"
    return Step(code, "contact", contact.id, lambda rows: with_activity(rows, done))


def meet_senior(standing: Standing, since: datetime | None = None) -> list[Step]:
    """The senior people not spoken to since (default: in the contact window); without any, finding one."""
    spoken = spoken_to_since(standing, since) if since else set(standing.people)
    known = [person for person in worth_meeting(standing, spoken) if standing.is_senior(person.id)]
    if known or any(standing.is_senior(person) for person in spoken):
        return [meet(standing, person) for person in known[:MOST_PEOPLE]]
    person, done = new_person(standing, seniority=5), meeting(standing, (NEW_PERSON,))
    return [Step("find_senior", "account", standing.account.id, lambda rows: with_new_person(rows, person, done))]


def meet_more(standing: Standing) -> list[Step]:
    """Anybody else on file; without anybody, finding one."""
    known = worth_meeting(standing, set(standing.people))
    if known:
        return [meet(standing, person) for person in known[:MOST_PEOPLE]]
    return [find_second_person(standing)]


def find_second_person(standing: Standing) -> Step:
    person, done = new_person(standing, seniority=1), meeting(standing, (NEW_PERSON,))
    return Step("find_second_person", "account", standing.account.id, lambda rows: with_new_person(rows, person, done))
