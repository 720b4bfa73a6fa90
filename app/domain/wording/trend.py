"""How an account went, in words."""

from collections.abc import Sequence

from app.domain.trend import Reason, Turn
from app.domain.wording.answers import TITLES
from app.domain.wording.findings import posture_words
from app.domain.wording.names import day

REASONS: dict[Reason, str] = {
    "your_doing": "your doing",
    "customers_doing": "the customer's doing",
    "time_passing": "time passing",
    "policy": "a new policy",
    "late_data": "records that came late",
}


def turn_sentence(turn: Turn, aim: str) -> str:
    after, before = posture_words(turn.after, aim), posture_words(turn.before, aim)
    return f"By {day(turn.on)}: {after}; before: {before}. Reason: {REASONS[turn.reason]}."


def moved_sentence(questions: Sequence[str], verdicts: dict[str, str]) -> str:
    """Which answers changed with it; ``verdicts`` are those after."""
    words = {"yes": "yes", "no": "no", "not_known": "not known", "does_not_apply": "does not apply"}
    return "; ".join(f"{TITLES[question].removesuffix('?')}: now {words[verdicts[question]]}" for question in questions)


def trend_sentence(turns: int, weeks: int) -> str:
    if not weeks:
        return "This account is too new to show how it went."
    if not turns:
        return f"Its posture stayed the same over {weeks} weeks."
    return f"Its posture changed {'once' if turns == 1 else f'{turns} times'} in {weeks} weeks."
