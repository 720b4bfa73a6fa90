"""Findings, flags, postures and cures in a sales leader's words."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.policy import Policy
from app.domain.wording.answers import answer_clause
from app.domain.wording.evidence import clause
from app.domain.wording.names import Named, all_deals, capitalised, count, day, person, plural

POSTURES = {
    "led": "led",
    "managed_only": "looked after, not led",
    "led_untidy": "led, but untidy",
    "neglected": "neither led nor looked after",
    "not_known": "not known",
}
MOST_REASONS = 2
STATES = {
    "former": "a former customer: not judged",
    "partner": "a partner: not judged",
    "paused": "paused",
    "new": "new: its first months are not flagged",
    "new_owner": "new owner: the first weeks are not flagged",
    "dormant": "a dormant prospect: counted apart",
    "assessed": "",
}
TITLES = {
    "managed_not_led": "Looked after, not led",
    "neglected": "Neither led nor looked after",
    "led_untidy": "Led, but untidy",
    "single_threaded": "Everything hangs on one person",
    "proposal_without_support": "Proposal without support",
    "order_taking": "All business was their idea",
    "change_without_leadership": "A change nobody has reacted to",
    "capture_gap": "Too little on file to say",
    "no_decision_maker": "Nobody who decides was spoken to",
    "champion_quiet": "The champion is quiet",
    "slow_quotes": "Quotes are slow",
    "slow_replies": "Replies are slow",
    "overdue_work": "Work is overdue",
    "stuck_opportunity": "Deals stand still",
    "wrong_company": "Much work for little fit",
}


def posture_words(posture: str, aim: str) -> str:
    """Managed on purpose is success, and said so."""
    return "looked after, as intended" if posture == "managed_only" and aim == "keep" else POSTURES[posture]


def finding_sentence(finding: Mapping[str, Any], body: Mapping[str, Any], named: Named, policy: Policy) -> str:
    return capitalised(_clause(finding, body, named, policy)) + "."


def _clause(finding: Mapping[str, Any], body: Mapping[str, Any], named: Named, policy: Policy) -> str:
    code, numbers = finding["code"], finding["numbers"]
    if code in ("managed_not_led", "neglected"):
        contact = f"{plural(numbers['contact_days'], 'day')} of contact in {policy.windows.contact}"
        axes = ("effectiveness",) if code == "managed_not_led" else ("efficiency", "effectiveness")
        return "; ".join([contact, *_reasons(body, axes, named, policy)])
    if code == "led_untidy":
        return "; ".join(["we lead here, but the daily work slips", *_reasons(body, ("efficiency",), named, policy)])
    if code == "order_taking":
        return f"{all_deals(numbers['deals'])} the customer's idea"
    if code == "single_threaded":
        only = finding["evidence"][0]
        needed = f"one person spoken to where {count(numbers['needed'])} are needed"
        return f"{needed}: {person(named, only['ref'])}, last on {day(only['on'])}"
    if code in ("proposal_without_support", "change_without_leadership", "champion_quiet"):
        return "; ".join(clause(each, named) for each in finding["evidence"][:3])
    return _counted(code, numbers, policy)


def _reasons(body: Mapping[str, Any], axes: Sequence[str], named: Named, policy: Policy) -> list[str]:
    """The answers that are no, weightiest first."""
    missing = [answer for axis in axes for answer in body[axis]["answers"] if answer["verdict"] == "no"]
    return [answer_clause(answer, named, policy) for answer in missing[:MOST_REASONS]]


def _counted(code: str, numbers: Mapping[str, float], policy: Policy) -> str:
    match code:
        case "capture_gap":
            return f"{plural(numbers['records'], 'record')} of work on file, too few to say anything"
        case "no_decision_maker":
            days = policy.windows.contact
            if not numbers["people"]:
                return f"nobody was spoken to in {days} days"
            return f"{plural(numbers['people'], 'person', 'people')} spoken to in {days} days, nobody who decides"
        case "slow_quotes":
            return f"{count(numbers['late'])} of {plural(numbers['of'], 'quote')} late, not sent, or sent again"
        case "slow_replies":
            return f"{count(numbers['late'])} of {plural(numbers['of'], 'message')} answered late or not at all"
        case "overdue_work":
            verb = "is" if numbers["overdue"] == 1 else "are"
            return f"{count(numbers['overdue'])} of our tasks and promises {verb} overdue"
        case "stuck_opportunity":
            verb = "stands" if numbers["stuck"] == 1 else "stand"
            return f"{count(numbers['stuck'])} of {plural(numbers['open'], 'open deal')} {verb} still"
        case _:
            work = f"creating work on {plural(numbers['days'], 'day')} in {policy.windows.work}"
            return f"the fit is {count(numbers['fit'])} of 100, yet we did {work}"
