"""A cure as a sentence: what to do next, and with whom."""

from collections.abc import Mapping
from typing import Any

from app.domain.wording.names import PLANS, Named, activity, change, day, deal, derived, person, plural, sender

CURES = {
    "meet": "Meet {person}: never met.",
    "meet_again": "Meet {person_then} again: not spoken to lately.",
    "find_senior": "Find out who decides and meet that person: nobody senior is on file.",
    "find_second_person": "Get to know a second person: nobody else is on file.",
    "sponsor": "Win {person_then} as a sponsor of the proposal.",
    "line_up": "Line up {people} behind {deal}, one of them senior.",
    "line_up_and_settle": "Settle every open promise of theirs for {deal}, and line up {people} behind it.",
    "settle_all": "Settle every open promise of theirs for {deal}.",
    "settle_promise": "Ask for what they promised, or agree a new day: {what}.",
    "win_champion": "Ask {person_then} to speak for us.",
    "find_champion": "Find somebody who will speak for us: nobody else is on file.",
    "move_deal": "Move {deal}, a deal of ours that stands still: meet on it.",
    "start_deal": "Bring an idea of our own: start a deal here.",
    "plan": "Make a plan for the {change}, and agree who carries it out.",
    "log_work": "Write down what happened: {records}, and we can say something.",
    "date_next_step": "Give {deal} a next step with a date, and a close date to come.",
    "move_on": "Move {deal} to its next stage or close it: it stands still.",
    "answer": "Answer {sender}: {waiting}.",
    "answer_then": "Answer {sender}, then {messages} in time.",
    "answer_all": "Answer {sender} and every other message that waits.",
    "answer_all_then": "Answer {sender} and every other message that waits, then {messages} in time.",
    "replies_in_time": "Answer {messages} in time.",
    "send": "Send quote {id}: {waiting}.",
    "send_then": "Send quote {id}, then {quotes} in time.",
    "send_all": "Send quote {id} and every other open one.",
    "send_all_then": "Send quote {id} and every other open one, then {quotes} in time.",
    "quotes_in_time": "Send {quotes} in time.",
    "finish": "Finish {activity}: overdue.",
    "finish_then": "Finish {activity}, then {tasks} in time.",
    "finish_all": "Finish {activity} and all else that is overdue.",
    "finish_all_then": "Finish {activity} and all else that is overdue, then {tasks} in time.",
    "keep_promise": "Keep our promise: {what}.",
    "keep_then": "Keep our promise: {what}, then {tasks} in time.",
    "keep_all": "Keep our promise, {what}, and finish all else that is overdue.",
    "keep_all_then": "Keep our promise, {what}, and finish all else overdue, then {tasks} in time.",
    "work_in_time": "Finish {tasks} in time.",
}


def cure_sentence(cure: Mapping[str, Any], named: Named) -> str:
    code, ref, number = cure["code"], cure["ref"], cure["number"] or 0
    if code.startswith("plan_"):
        what = derived(named, code.removeprefix("plan_"), ref, PLANS)
        return f"Make a plan for {what}, and agree who carries it out."
    on = day(named.get((cure["type"], ref), {}).get("on"))
    since = "asked for on" if cure["type"] == "quote" else "waiting since"
    who = person(named, ref)
    return CURES[code].format(
        person=who,
        person_then=f"{who}," if "," in who else who,
        deal=deal(named, ref),
        change=change(named, ref),
        activity=activity(named, ref),
        sender=sender(named, ref),
        what=f"“{str(named.get(('commitment', ref), {}).get('what') or 'not written down')[:80]}”",
        id=named.get(("quote", ref), {}).get("id", ""),
        waiting=f"{since} {on}" if on else "still open",
        people=plural(number, "more person", "more people"),
        records=plural(number, "more record"),
        messages=_next(number, "message"),
        quotes=_next(number, "quote"),
        tasks=_next(number, "task"),
    )


def _next(number: float, what: str) -> str:
    return f"the next {what}" if number == 1 else f"the next {plural(number, what)}"
