"""The lines of evidence in a sales leader's words."""

from collections.abc import Mapping
from typing import Any

from app.domain.policy import Policy
from app.domain.wording.names import Named, capitalised, count, day, deal, person, plural

Line = Mapping[str, Any]
STARTED = {
    "us": "our idea",
    "customer": "the customer's idea",
    "partner": "brought by a partner",
    "nobody_knows": "who started it is not recorded",
}
SAYS = {
    "deal": "new deal {deal}",
    "senior_met": "first meeting with {person}",
    "proposal": "proposal for {deal}",
    "asked_to_meet": "the customer asked to meet",
    "asked_for_ideas": "the customer asked for ideas",
    "introduced": "the customer brought in {person}",
    "senior": "{person}",
    "heads": "{person}",
    "managers": "{person}",
    "others": "{person}",
    "not_known": "{person}, rank not recorded",
}
RANKS = (
    ("senior", "senior", "senior"),
    ("heads", "head of a department", "heads of departments"),
    ("managers", "manager", "managers"),
    ("others", "other", "others"),
    ("not_known", "of a rank not recorded", "of ranks not recorded"),
)
SIDES = {"us": "We", "customer": "The customer"}
KEPT = {"kept": "kept", "kept_late": "kept late", "broken": "broken", "overdue": "overdue", "open": "open"}
IF_LEAVES = {
    "no": "it falls if this person leaves",
    "not_known": "whether it holds without this person is not known: ranks are not recorded",
}
HOLDS = {
    "yes": "holds",
    "no": "does not hold",
    "not_known": "not known, as ranks, people or the size of the firm are not recorded",
}
TREND = {"more": "more than", "fewer": "fewer than", "same": "as many as"}


def entry_says(entry: Line, named: Named) -> str:
    """One record of a line, without its day."""
    code, ref = entry["code"], entry["ref"]
    if entry["type"] == "commitment":
        side, state = code.split("_", 1)
        what = str(named.get(("commitment", ref), {}).get("what") or "a promise")[:80]
        return f"{SIDES[side]}: “{what}”, {KEPT[state]}"
    what, _, starter = code.partition("_started_by_")
    said = SAYS[what].format(deal=deal(named, ref), person=person(named, entry["person"] or ref))
    return capitalised(f"{said}: {STARTED[starter]}" if starter else said)


def initiative_sentence(line: Line, policy: Policy) -> str:
    days = policy.windows.won
    of = line["us"] + line["customer"] + line["partner"] + line["not_known"]
    if not of:
        return f"Nothing new in {days} days: no deal, no first meeting with somebody senior, no proposal."
    said = f"We started {count(line['us'])} of {plural(of, 'new thing')} in {days} days"
    if line["not_known"]:
        said += f"; who started {count(line['not_known'])} is not recorded"
    return said + "."


def pull_sentence(line: Line, policy: Policy) -> str:
    days = policy.windows.contact
    now, before = line["now"], line["before"]
    if now is None or (not now and line["trend"] is None):
        return "Too little is logged here to say whether the customer comes to us."
    if not now and not before:
        return f"The customer did not come to us by itself in {2 * days} days, tickets and complaints aside."
    said = f"The customer came to us by itself {plural(now, 'time')} in {days} days"
    return f"{said}, {TREND[line['trend']]} the {count(before)} in the {days} before." if line["trend"] else f"{said}."


def breadth_sentence(line: Line, policy: Policy) -> str:
    days = policy.windows.contact
    people = sum(line[rank] for rank, _, _ in RANKS)
    before = f"{count(line['before'])} in the {days} days before"
    if not people:
        return f"Nobody was spoken to in {days} days; {before}."
    ranks = [f"{count(line[rank])} {one if line[rank] == 1 else many}" for rank, one, many in RANKS if line[rank]]
    return f"{plural(people, 'person', 'people')} spoken to in {days} days: {', '.join(ranks)}; {before}."


def line_up_sentence(proposals: list[Line]) -> str:
    if not proposals:
        return "No open proposal older than a week."
    holding = sum(1 for each in proposals if each["holds"] == "yes")
    has = "has" if len(proposals) == 1 else "have"
    return f"{count(holding)} of {plural(len(proposals), 'open proposal')} {has} the support asked for."


def proposal_sentence(proposal: Line, named: Named) -> str:
    """Who holds it up, in one sentence."""
    name, people = deal(named, proposal["ref"]), proposal["supporters"]
    if not people:
        return f"{name}: nobody at the customer stands behind it."
    if proposal["overdue"]:
        return f"{name}: {plural(proposal['overdue'], 'promise')} of the customer overdue."
    weak = [person(named, each["ref"]) for each in people if each["if_leaves"] == "no"]
    if proposal["holds"] == "yes":
        return f"{name}: holds" + (
            ", and a firm this small asks for no second person." if weak else ", whoever leaves."
        )
    if not any(each["senior"] is not False for each in people):
        return f"{name}: {plural(len(people), 'person', 'people')} behind it, nobody senior."
    if len(weak) == 1:
        return f"{name}: falls if {weak[0]} leaves."
    return f"{name}: {HOLDS[proposal['holds']]}."


def supporter_says(supporter: Line, proposal: Line, named: Named) -> str:
    """What if this one leaves is said where it would change something."""
    said = person(named, supporter["ref"])
    if supporter["last_on"]:
        said += f", last spoken to on {day(supporter['last_on'])}"
    stands = not proposal["overdue"] and any(each["senior"] is not False for each in proposal["supporters"])
    if_leaves = IF_LEAVES.get(supporter["if_leaves"])
    return f"{said}: {if_leaves}" if stands and if_leaves else said


def commitments_sentence(line: Line) -> str:
    said = [f"{name}: {_side(line[side])}" for side, name in SIDES.items() if any(line[side].values())]
    return ". ".join(said) + "." if said else "No promise of either side is on file."


def _side(side: Mapping[str, int]) -> str:
    return ", ".join(f"{count(side[state])} {said}" for state, said in KEPT.items() if side[state])
