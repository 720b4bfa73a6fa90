"""Single threaded: everything hangs on one person.

Principle: effective is calling on the right people, in the plural; people leave.

Flagged: sixty employees, one of the three we invited came to the meeting, nobody else was spoken to.
Passing: the same firm with two people in contact, or a firm of four with its owner.
"""

from app.domain.answers import Evidence
from app.domain.findings import Case, Finding, Step
from app.domain.steps import meet_more

CODE = "single_threaded"


def find(case: Case) -> Finding | None:
    standing = case.standing
    if case.aim != "grow" or len(standing.people) != 1:
        return None
    needed = min(standing.policy.people.needed(standing.account.employees))
    if needed <= 1 or case.reached("right_people") == "not_known":
        return None
    (person, at), *_ = standing.people.items()
    only = Evidence("contact", person, "only_person", on=standing.day_of(at), counts=False)
    return Finding(CODE, "effectiveness", (only,), {"people": 1, "needed": needed})


def steps(case: Case) -> list[Step]:
    return meet_more(case.standing)
