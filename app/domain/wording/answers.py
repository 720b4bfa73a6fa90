"""An answer as a clause: the counts first, then what they mean."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from app.domain.policy import Policy
from app.domain.wording.evidence import clause
from app.domain.wording.names import Named, all_deals, capitalised, count, happened, person, plural

Answer = Mapping[str, Any]
TITLES = {
    "business_created": "Did we create business?",
    "right_people": "Right people reached?",
    "support_lined_up": "Support lined up?",
    "ready_for_change": "Ready for change?",
    "quotes_in_time": "Quotes in time",
    "replies_in_time": "Replies in time",
    "promised_work": "Promised work",
    "next_step": "Dated next step",
}
NOT_FED = {
    "business_created": "we cannot ask this here: nothing says who started the deals",
    "right_people": "we cannot ask this here: no call, meeting or mail names a contact",
    "support_lined_up": "we cannot ask this here: it takes opportunities, and contacts named on calls and meetings",
    "ready_for_change": "we cannot ask this here",
    "quotes_in_time": "we cannot ask this here: no quote says when it was asked for",
    "replies_in_time": "we cannot ask this here: no message of a customer is on record",
    "promised_work": "we cannot ask this here: no task or promise has a date",
    "next_step": "we cannot ask this here: there are no opportunities",
}
NOT_DELIVERED = "this account's CRM does not hold such records, others here do"
NO_CASE = {
    "support_lined_up": "no open proposal older than a week",
    "ready_for_change": "nothing is changing that asks for an answer yet",
    "quotes_in_time": "no quote was asked for",
    "replies_in_time": "no message is waiting or was answered lately",
    "promised_work": "nothing was due",
    "next_step": "no open deal",
}
CASES = {
    "quotes_in_time": ("quote sent in time", "quotes sent in time"),
    "replies_in_time": ("message answered in time", "messages answered in time"),
    "promised_work": ("piece of promised work done by its date", "pieces of promised work done by their date"),
    "next_step": ("open deal with a next step that will happen", "open deals with a next step that will happen"),
}


def answer_sentence(answer: Answer, named: Named, policy: Policy) -> str:
    return capitalised(answer_clause(answer, named, policy)) + "."


def answer_clause(answer: Answer, named: Named, policy: Policy) -> str:
    """In lower case, without a full stop, so that clauses can be joined."""
    question, reason = answer["question"], answer["reason"]
    if reason == "thin_file":
        return "too little is on file to say"
    if reason == "switched_off":
        return "not asked here: it is switched off in the policy"
    if not answer["applies"]:
        return NOT_FED[question]
    if reason == "not_delivered":
        return NOT_DELIVERED
    if answer["verdict"] == "does_not_apply":
        return NO_CASE.get(question, "does not apply")
    if question in CASES:
        one, many = CASES[question]
        return f"{count(answer['yes'])} of {count(answer['of'])} {one if answer['of'] == 1 else many}"
    return OF_LEADERSHIP[question](answer, named, policy)


def _business(answer: Answer, named: Named, policy: Policy) -> str:
    if answer["reason"] in ("no_deal", "no_capture"):
        clause = f"no new deal moved in {policy.windows.moved} days or was won in {policy.windows.won}"
        return clause if answer["reason"] == "no_deal" else f"{clause}, but too little is logged here to be sure"
    clause, undated = _starters(answer), sum(each["code"].startswith("undated_") for each in answer["evidence"])
    which = "it was" if answer["of"] == 1 else "all were" if undated == answer["of"] else f"{count(undated)} were"
    return f"{clause}; when {which} won or last moved is not recorded" if undated else clause


def _starters(answer: Answer) -> str:
    starters = Counter(each["code"].split("_started_by_")[1] for each in answer["evidence"])
    of, unknown = answer["of"], starters["nobody_knows"]
    if starters["customer"] == of:
        return f"{all_deals(of)} the customer's idea"
    started = f"we started {count(answer['yes'])} of {plural(of, 'deal')}"
    if not unknown:
        return started
    if unknown == of:
        return f"who started {'the one deal' if of == 1 else f'the {count(of)} deals'} is not recorded"
    return f"{started}; who started {count(unknown)} is not recorded"


def _people(answer: Answer, named: Named, policy: Policy) -> str:
    met, needed = answer["yes"], answer["of"]
    if answer["reason"] == "no_capture":
        return "too little is logged here to say who was spoken to"
    if answer["reason"] == "nobody_named":
        return "the calls, meetings and mails on file do not name whom we spoke to"
    if not met:
        return f"nobody was spoken to in {policy.windows.contact} days"
    people = plural(met, "person", "people")
    enough = f" of {count(needed)} needed" if needed and met < needed else ""
    size = "" if needed else ", and the size of the firm is not recorded"
    if answer["reason"] == "nobody_senior":
        return f"{people}{enough} spoken to, none senior{size}"
    if answer["reason"] == "senior_not_known":
        return f"{people}{enough} spoken to; their titles are not recorded{size}"
    senior = person(named, next(each["ref"] for each in answer["evidence"] if each["counts"]))
    return f"{people}{enough} spoken to{':' if met == 1 else ', among them'} {senior}{size}"


def _support(answer: Answer, named: Named, policy: Policy) -> str:
    weak = [each for each in answer["evidence"] if not each["counts"]]
    as_known = ", as far as is recorded" if answer["verdict"] == "not_known" else ""
    if weak and answer["of"] == 1:
        return clause(weak[0], named) + as_known
    has = "has" if answer["of"] == 1 else "have"
    whole = f"{count(answer['yes'])} of {plural(answer['of'], 'proposal')} {has} the support asked for"
    return f"{whole}; {clause(weak[0], named)}{as_known}" if weak else whole


def _change(answer: Answer, named: Named, policy: Policy) -> str:
    open_ones = [each for each in answer["evidence"] if not each["counts"]]
    if answer["of"] == 1 and open_ones:
        return clause(open_ones[0], named)
    kinds = ", ".join(happened(each, named) for each in open_ones[:3])
    whole = f"{count(answer['yes'])} of {plural(answer['of'], 'change')} answered"
    return f"{whole}; open: {kinds}" if kinds else whole


OF_LEADERSHIP = {
    "business_created": _business,
    "right_people": _people,
    "support_lined_up": _support,
    "ready_for_change": _change,
}
WOULD_SETTLE = {
    "business_created": "Record who started each deal.",
    "right_people": "Record the contacts of calls and meetings, their titles, and the number of employees.",
    "support_lined_up": "Record who stands behind each proposal: contacts on calls and meetings, with titles.",
    "ready_for_change": "Record whether somebody senior was met since the change, and the plan for it.",
    "quotes_in_time": "Record when each quote was asked for and sent.",
    "replies_in_time": "Record the customer's mails and tickets, and our answers.",
    "promised_work": "Give tasks and promises a date, and close them when done.",
    "next_step": "Give open deals a next step with a date.",
}


def would_settle_sentences(body: Mapping[str, Any], policy: Policy) -> list[str]:
    """What to record so that an axis not known can be told; empty where both are known."""
    if body["would_settle"]:
        return [WOULD_SETTLE[question] for question in body["would_settle"]]
    axes = [body["effectiveness"], body["efficiency"]]
    if any(axis and axis["verdict"] == "not_known" for axis in axes):
        return [f"More work on file: under {plural(policy.lines.few_cases, 'piece')} of work are too few to say."]
    return []
