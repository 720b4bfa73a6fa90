"""What was agreed, what did it, what moved since, and whether it helped."""

from collections.abc import Mapping
from typing import Any

from app.domain.actions import Said
from app.domain.wording.cures import cure_sentence
from app.domain.wording.findings import POSTURES
from app.domain.wording.names import Named, activity, capitalised, count, day, deal, person, plural

AXES = {"effectiveness": "leadership", "efficiency": "basics"}
DONE_BY = {
    "met": "{activity} on {on}",
    "deal_made": "{deal}, made on {on}",
    "deal_moved": "{deal} moved on {on}",
    "plan_accepted": "a plan, accepted on {on}",
    "logged": "{times} written down by {on}",
    "step_dated": "{deal}: next step dated on {on}",
    "was_answered": "answered on {on}",
    "was_finished": "finished on {on}",
    "all_done": "all {parts} done by {on}",
    "became_champion": "{person} speaks for us, spoken to on {on}",
    "new_day_agreed": "kept, or a new day agreed, by {on}",
    "promise_done": "the promise was kept on {on}",
    "quote_went_out": "the quote was sent on {on}",
    "quoted_in_time": "{quotes} sent in time by {on}",
}


def agreed_words(cure: Mapping[str, Any], named: Named) -> str:
    return as_agreed(cure_sentence(cure, named))


def as_agreed(cure: str) -> str:
    """A cure's sentence as a thing to do, without how things stood when it was proposed: Meet Dana Ruiz, CFO."""
    head, closing, tail = cure.rpartition("”")
    return f"{head}{closing}{tail.split(': ')[0]}".rstrip(".")


def done_by_words(fact: Mapping[str, Any], named: Named) -> str:
    """The fact that did it."""
    ref, number = fact["ref"], fact["number"] or 0
    words = DONE_BY[fact["code"]].format(
        on=day(fact["on"]),
        activity=activity(named, ref),
        deal=deal(named, ref),
        person=person(named, ref),
        parts=plural(number, "part"),
        times=plural(number, "record"),
        quotes=plural(number, "quote"),
    )
    return capitalised(words) + "."


def progress_words(progress: Mapping[str, int]) -> str:
    return f"{count(progress['done'])} of {count(progress['of'])} done"


def moved_words(then: Said | None, now: Said | None) -> str | None:
    """What moved since it was agreed; None where one of the two was never said."""
    if then is None or now is None:
        return None
    parts = []
    if then.posture != now.posture:
        parts.append(f"was {POSTURES[then.posture]}, now {POSTURES[now.posture]}")
    for axis, words in AXES.items():
        before, after = getattr(then, axis), getattr(now, axis)
        if before and after and round(before[0]) != round(after[0]):
            parts.append(f"{words} from {count(round(before[0]))} to {count(round(after[0]))}")
    return capitalised("; ".join(parts)) + "." if parts else "Nothing has moved yet."


def decided_sentence(agreed: int, done: int, late: int, dropped: int) -> str:
    """7 agreed, 5 done, 1 late, 1 dropped."""
    if not agreed:
        return "Nothing was agreed last week."
    waiting = agreed - done - late - dropped
    counted = {"done": done, "late": late, "dropped": dropped, "not due yet": waiting}
    said = [f"{count(number)} {word}" for word, number in counted.items() if number or word == "done"]
    return f"{count(agreed)} agreed: {', '.join(said)}."


def still_late_sentence(late: int) -> str | None:
    return f"{plural(late, 'decision')} of earlier weeks still late." if late else None


def helped_sentence(helped: Mapping[str, int], after_days: int, few: int) -> str | None:
    """Counts, and beside them what came of like flags nobody acted on; a percent only of enough cases."""
    asked, yes = helped["asked"], helped["helped"]
    if not asked:
        return None
    alike, alone = helped["left_alone"], helped["better_alone"]
    said = f"Of those done {after_days} days ago, {count(yes)} of {count(asked)} helped."
    other = f"Of {plural(alike, 'like flag')} nobody acted on, {count(alone)} got better."
    if asked < few or alike < few:
        return f"{said} {other} Too few to say what acting changes." if alike else f"{said} Too few to say more."
    return f"{said} {other} That is {yes / asked:.0%} against {alone / alike:.0%}."
