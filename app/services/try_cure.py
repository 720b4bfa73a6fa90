"""Try a cure: what it would move, and what would still be missing. Nothing is stored."""

from datetime import datetime
from typing import Any

from app.domain.answers import Answer
from app.domain.assessment_body import answer_body, axis_body
from app.domain.judgement import Look
from app.domain.policy import Policy
from app.domain.steps import NEW_DEAL, NEW_PERSON
from app.domain.trying import Tried, try_cure
from app.domain.wording.answers import TITLES, answer_sentence
from app.domain.wording.findings import TITLES as FINDINGS
from app.domain.wording.findings import posture_words
from app.domain.wording.names import Named
from app.domain.wording.trying import missing_sentence, tried_sentence
from app.models.assessment import load_assessments
from app.models.gathering import gather
from app.services.policies import policy_in_force
from app.services.show_records import Caller
from app.services.surroundings_now import surroundings_now
from app.services.word_assessment import names_in, worded

NOT_YET = {("contact", NEW_PERSON): {"name": "the new person"}, ("opportunity", NEW_DEAL): {"name": "the new deal"}}


def read_try(caller: Caller, account: int, finding: str, place: int, now: datetime) -> dict[str, Any] | None:
    """``place`` counts the cures of the finding from 1, as the stored assessment lists them.

    None: no such finding or cure there, or it is no longer needed.
    """
    if not caller.sees(account):
        return None
    stored = load_assessments(caller.connection, caller.workspace_id, [account]).get(account)
    rows = next(gather(caller.connection, caller.workspace_id, [account], None), None)
    cure = _cure(stored["body"], finding, place) if stored else None
    if rows is None or stored is None or cure is None:
        return None
    policy = policy_in_force(caller.connection, caller.workspace_id)
    surroundings = surroundings_now(caller.connection, caller.workspace_id, policy, now)
    tried = try_cure(rows, surroundings, policy, now, finding, (cure["code"], cure["ref"]))
    if tried is None:
        return None
    bodies = [{"findings": (), **_axes(look)} for look in (tried.before, tried.after)]
    named = {**names_in(caller, [stored["body"], *bodies]), **NOT_YET}
    said = next(each for each in worded(stored["body"], named, policy)["findings"] if each["code"] == finding)
    return {"finding": finding, "title": said["title"], "cure": place, "does": said["cures"][place - 1]["sentence"]} | (
        _shown(tried, named, policy)
    )


def _cure(body: dict[str, Any], finding: str, place: int) -> dict[str, Any] | None:
    cures = [cure for each in body["findings"] if each["code"] == finding for cure in each["cures"]]
    return cures[place - 1] if 0 < place <= len(cures) else None


def _axes(look: Look) -> dict[str, Any]:
    return {"effectiveness": axis_body(look.case.effectiveness), "efficiency": axis_body(look.case.efficiency)}


def _shown(tried: Tried, named: Named, policy: Policy) -> dict[str, Any]:
    before, after = tried.before.case, tried.after.case
    missing = [
        answer for axis in (after.effectiveness, after.efficiency) for answer in axis.answers if answer.verdict == "no"
    ]
    found = [str(rule.CODE) for rule in tried.after.holding]
    return {
        "clears": tried.clears,
        "posture": {
            "before": before.posture,
            "after": after.posture,
            "before_words": posture_words(before.posture, before.aim),
            "after_words": posture_words(after.posture, after.aim),
        },
        **{
            axis: {"before": _band(tried.before, axis), "after": _band(tried.after, axis)}
            for axis in _axes(tried.after)
        },
        "answers": [
            {
                "question": was.question,
                "title": TITLES[was.question],
                "before": _answer(was, named, policy),
                "after": _answer(would, named, policy),
            }
            for was, would in tried.moved
        ],
        "still_missing": {
            "findings": [{"code": code, "title": FINDINGS[code]} for code in found],
            "answers": [
                {"question": answer.question, "title": TITLES[answer.question], **_answer(answer, named, policy)}
                for answer in missing
            ],
            "sentence": missing_sentence(
                [FINDINGS[code] for code in found], [TITLES[answer.question] for answer in missing]
            ),
        },
        "sentence": tried_sentence(before.posture, after.posture, after.aim, len(tried.moved)),
    }


def _band(look: Look, axis: str) -> dict[str, Any]:
    body = _axes(look)[axis]
    return {name: body[name] for name in ("verdict", "low", "high", "line")}


def _answer(answer: Answer, named: Named, policy: Policy) -> dict[str, Any]:
    body = answer_body(answer)
    shown = {name: body[name] for name in ("verdict", "score", "low", "high", "yes", "of", "applies", "inferred")}
    return {**shown, "sentence": answer_sentence(body, named, policy)}
