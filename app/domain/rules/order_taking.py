"""Order taking: business comes, and all of it was the customer's idea.

Principle: account leaders create business; who only takes orders will be replaced by a web shop.

Flagged: three deals this year, every one asked for by the customer.
Passing: three deals, one of them started by us, or by a partner.
"""

from app.domain.answers import Evidence
from app.domain.business_steps import create_business
from app.domain.findings import Case, Finding, Step
from app.domain.questions.business_created import live_deals, undated_deals

CODE = "order_taking"


def find(case: Case) -> Finding | None:
    if case.aim != "grow" or not case.effectiveness.answer("business_created").applies:
        return None
    deals = live_deals(case.standing)
    starters = {case.standing.starter(deal).who for deal in (*deals, *undated_deals(case.standing))}
    if not deals or starters != {"customer"}:
        return None
    evidence = tuple(
        Evidence("opportunity", deal.id, "asked_for_by_customer", number=deal.row.amount, counts=False)
        for deal in deals
    )
    return Finding(CODE, "effectiveness", evidence, {"deals": len(deals)})


def steps(case: Case) -> list[Step]:
    return create_business(case.standing)
