"""The champion is quiet: the person who carried our case left, or has not spoken to us for weeks.

Principle: support is people; when the champion goes quiet the proposal stands alone.

Flagged: an open deal whose only champion was last spoken to ten weeks ago.
Passing: the same deal with a second champion met last week; or no deal open.
"""

from datetime import datetime

from app.domain.answers import Evidence
from app.domain.findings import Case, Finding, Step
from app.domain.standing import Standing
from app.domain.support_steps import keep_a_champion

CODE = "champion_quiet"


def find(case: Case) -> Finding | None:
    standing = case.standing
    champions = _champions(standing)
    if not standing.open_opportunities or not champions:
        return None
    if not standing.capture_works and not all(_has_left(standing, person) for person in champions):
        return None
    last = {person: _last_spoken(standing, person) for person in champions}
    quiet = {person for person in champions if _is_quiet(standing, person, last[person])}
    if quiet != champions:
        return None
    evidence = [
        Evidence(
            "contact",
            person,
            "champion_left" if _has_left(standing, person) else "champion_quiet",
            on=standing.day_of(spoken) if (spoken := last[person]) else None,
            counts=False,
        )
        for person in sorted(quiet, key=lambda person: standing.dossier.contacts[person].key)
    ]
    return Finding(CODE, "effectiveness", tuple(evidence), {"people": len(quiet)})


def steps(case: Case) -> list[Step]:
    champions = sorted(_champions(case.standing), key=lambda person: case.standing.dossier.contacts[person].key)
    return keep_a_champion(case.standing, champions)


def _champions(standing: Standing) -> set[int]:
    """Champions of the account or of an open deal who left, or were spoken to in the policy's days."""
    open_deals = {deal.id for deal in standing.open_opportunities}
    named = {contact.id for contact in standing.dossier.contacts.values() if contact.role == "champion"} | {
        part.contact_id
        for part in standing.dossier.rows.opportunity_contacts
        if part.role == "champion" and part.opportunity_id in open_deals
    }
    seen_since = standing.since(standing.policy.findings.champion_seen)
    return {
        person
        for person in named & standing.dossier.contacts.keys()
        if _has_left(standing, person) or ((spoken := _last_spoken(standing, person)) and spoken >= seen_since)
    }


def _has_left(standing: Standing, person: int) -> bool:
    left_on = standing.dossier.contacts[person].left_on
    return left_on is not None and left_on <= standing.today


def _last_spoken(standing: Standing, person: int) -> datetime | None:
    return max(
        (t.at for t in standing.dossier.touches if person in t.people and t.settled_at <= standing.as_of), default=None
    )


def _is_quiet(standing: Standing, person: int, spoken: datetime | None) -> bool:
    quiet_since = standing.since(standing.policy.findings.champion_quiet)
    return _has_left(standing, person) or spoken is None or spoken < quiet_since
