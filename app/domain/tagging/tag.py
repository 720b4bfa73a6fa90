"""The tag of one activity: its purpose, what that contributes, who decided it and why."""

from collections.abc import Mapping
from dataclasses import field
from math import exp
from typing import Any, cast

from app.domain.tagging.measures import measure
from app.domain.tagging.packs import PURPOSES
from app.domain.tagging.rules import RULES
from app.domain.terms import CREATING, TENDING, DecidedBy, Dimension, Purpose
from app.domain.value import value

SIDES = tuple(tuple(p for p in PURPOSES if p in side) for side in (TENDING, CREATING, ("other",)))
Reading = Mapping[str, Any] | None


@value
class Tag:
    """What we say about one activity. Without a purpose (not known) dimension and decided_by are None too."""

    purpose: Purpose | None = None
    dimension: Dimension | None = None
    decided_by: DecidedBy | None = None
    reasons: list[str] = field(default_factory=list)
    measures: dict[str, Any] = field(default_factory=dict)


def tag_activity(
    fields: Mapping[str, Any], subject_reading: Reading, body_reading: Reading, *, correction: str | None = None
) -> Tag:
    """Tag an activity from its own record alone.

    ``fields`` are the canonical activity fields, already parsed; any may be absent. The readings come from
    ``read_text``. The purpose is, in order, a person's ``correction``, the ``purpose`` sent with the record, what a
    rule decides, what the text says. Raises ValueError for a correction or purpose that is not one.
    """
    purpose, decided_by, reasons = _decide(fields, subject_reading, body_reading, correction)
    return Tag(
        purpose=purpose,
        dimension=dimension_of(purpose, owed=bool(fields.get("due_at") or fields.get("needs_answer"))),
        decided_by=decided_by,
        reasons=reasons,
        measures=measure(fields, subject_reading, body_reading),
    )


def dimension_of(purpose: Purpose | None, *, owed: bool = False) -> Dimension | None:
    """What work of this purpose contributes; creating work owed by a date or an answer time contributes to both."""
    if purpose is None:
        return None
    if purpose in TENDING:
        return "efficiency"
    if purpose in CREATING:
        return "both" if owed else "effectiveness"
    return "neither"


def _decide(
    fields: Mapping[str, Any], subject: Reading, body: Reading, correction: str | None
) -> tuple[Purpose | None, DecidedBy | None, list[str]]:
    if correction:
        return _purpose(correction), "correction", []
    if fields.get("purpose"):
        return _purpose(fields["purpose"]), "mapped", []
    for rule in RULES:
        if decided := rule(fields):
            return decided, "rule", [rule.__name__]
    readings = [reading for reading in (subject, body) if reading]
    if not readings:
        return None, None, []
    scores: dict[str, float] = dict(readings[0]["scores"])
    for reading in readings[1:]:
        for purpose, score in reading["scores"].items():
            scores[purpose] = scores.get(purpose, 0.0) + score
    best = _best(scores)
    named = f"{best}: "
    said = [reason for reading in readings for reason in reading["reasons"] if reason.startswith(named)]
    return _purpose(best), "text", list(dict.fromkeys([reason.removeprefix(named) for reason in said]))


def _best(scores: Mapping[str, float]) -> str:
    """First the side that all its purposes together make most likely, then the likeliest purpose on that side.

    Work that may be a demo, a need or a next step is creating, even if no single one of them stands out. A text
    without a known word is follow-up, so nothing counts as creating for want of words.
    """
    if not scores:
        return "follow_up"
    highest = max(scores.values())
    likely = dict.fromkeys(PURPOSES, exp(-highest))
    for purpose, score in scores.items():
        likely[purpose] = exp(score - highest)
    # The order of the sides and purposes settles ties, so the same record always gets the same tag.
    sides = [sum([likely[purpose] for purpose in side]) for side in SIDES]
    return max(SIDES[sides.index(max(sides))], key=likely.__getitem__)


def _purpose(text: str) -> Purpose:
    if text not in PURPOSES:
        raise ValueError(f"{text!r} is not a purpose")
    return cast(Purpose, text)
