"""Are we reaching the right people?

Principle: effective is calling on the right people. Half of the points are for somebody who decides
(senior, or an economic buyer), half for as many people as a firm of this size needs to decide.
"""

from app.domain.answers import Answer, Evidence, scored
from app.domain.standing import Standing

QUESTION = "right_people"


def ask(standing: Standing) -> Answer:
    if not standing.day.is_on(QUESTION):
        return standing.without_cases(QUESTION)
    numbers, people = standing.policy.people, standing.people
    if not people and (standing.touches or not standing.capture_works):
        return Answer(QUESTION, "not_known", of=None, reason="nobody_named" if standing.touches else "no_capture")
    ranks = {person: standing.is_senior(person) for person in people}
    senior_low, senior_high = any(ranks.values()), any(rank is not False for rank in ranks.values())
    needed_low, needed_high = numbers.needed(standing.account.employees)
    low = numbers.senior_points * senior_low + numbers.people_points * min(1, len(people) / needed_low)
    high = numbers.senior_points * senior_high + numbers.people_points * min(1, len(people) / needed_high)
    return scored(
        QUESTION,
        low,
        high if standing.capture_works else 100.0,
        standing.policy.lines.answer_yes,
        yes=len(people),
        of=needed_low if needed_low == needed_high else None,
        evidence=_evidence(standing, ranks),
        inferred=any(touch.inferred for touch in standing.touches),
        reason="nobody_senior" if not senior_high else "senior_not_known" if not senior_low else "senior",
    )


def _evidence(standing: Standing, ranks: dict[int, bool | None]) -> list[Evidence]:
    """Everybody reached, the senior ones first, then the latest; people of the family are named as such."""
    found = sorted(
        (not ranks[person], -at.timestamp(), standing.key_of(person), person, at)
        for person, at in standing.people.items()
    )
    return [
        Evidence(
            "contact",
            person,
            ("met" if junior else "met_senior") + ("_in_family" if person in standing.dossier.family else ""),
            on=standing.day_of(at),
            counts=not junior,
        )
        for junior, _, _, person, at in found
    ]
