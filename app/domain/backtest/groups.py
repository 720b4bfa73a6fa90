"""Who is compared with whom: each posture with the others, each answer's yes with its no, single measures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from app.domain import terms
from app.domain.backtest.intervals import Comparison, compare
from app.domain.backtest.looking_back import LookedBack, Seen
from app.domain.backtest.outcomes import OUTCOMES
from app.domain.backtest.single_quotes import QuoteCases

Kind = Literal["posture", "answer", "measure"]


@dataclass(frozen=True, slots=True)
class Group:
    """``code`` is a posture, a question or a measure; what it says against what happened, outcome by outcome."""

    kind: Kind
    code: str
    outcomes: tuple[tuple[str, Comparison], ...]
    """Without those of which no case is known."""


def groups(found: LookedBack, quotes: QuoteCases) -> list[Group]:
    """Those that have a case; postures first, then answers, then single measures."""
    made = [
        *(_posture(found.seen, posture) for posture in get_args(terms.Posture)),
        *(_answer(found.seen, question) for question in (*terms.QUESTIONS, *terms.BASICS)),
        _measure("first_quote", compare(quotes.in_time, quotes.late)),
        _measure("reply", compare(found.replies[True], found.replies[False])),
        _measure("next_step", compare(found.next_steps[True], found.next_steps[False])),
    ]
    return [group for group in made if group.outcomes]


def _posture(seen: Sequence[Seen], posture: terms.Posture) -> Group:
    others = [each for each in seen if each.posture not in (posture, "not_known")]
    return _over_outcomes("posture", posture, [each for each in seen if each.posture == posture], others)


def _answer(seen: Sequence[Seen], question: str) -> Group:
    def said(verdict: terms.Verdict) -> list[Seen]:
        return [each for each in seen if each.verdicts.get(question) == verdict]

    return _over_outcomes("answer", question, said("yes"), said("no"))


def _over_outcomes(kind: Kind, code: str, group: Iterable[Seen], others: Iterable[Seen]) -> Group:
    group, others = list(group), list(others)
    compared = ((outcome, compare(_cases(group, outcome), _cases(others, outcome))) for outcome in OUTCOMES)
    return Group(kind, code, tuple((outcome, pair) for outcome, pair in compared if _says(kind, pair)))


def _cases(seen: Iterable[Seen], outcome: str) -> list[tuple[int, bool]]:
    return [(each.account_id, happened) for each in seen if (happened := each.after[outcome]) is not None]


def _says(kind: Kind, pair: Comparison) -> bool:
    """A posture nobody had says nothing; an answer says something once either side has a case."""
    return bool(pair.group.of or (kind != "posture" and pair.others.of))


def _measure(code: str, pair: Comparison) -> Group:
    return Group("measure", code, (("won", pair),) if _says("measure", pair) else ())
