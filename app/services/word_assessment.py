"""A stored assessment body with names and sentences: the form every surface shows."""

from collections import ChainMap, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.policy import Policy
from app.domain.wording.answers import TITLES, answer_sentence, would_settle_sentences
from app.domain.wording.cures import cure_sentence
from app.domain.wording.evidence import says
from app.domain.wording.findings import (
    STATES,
    finding_sentence,
    posture_words,
)
from app.domain.wording.findings import (
    TITLES as FINDINGS,
)
from app.domain.wording.names import Named
from app.models.naming import named_records
from app.services.show_records import Caller
from app.services.word_lines import lines_mention, worded_lines

Body = Mapping[str, Any]


def names_in(caller: Caller, bodies: Iterable[Body]) -> dict[tuple[str, int], dict[str, Any]]:
    """The names of all records that these bodies speak of, with ids as the caller knows them."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for body in bodies:
        _want(wanted, _mentions(body))
        # What was kept before there were lines has none.
        for record_type, number in lines_mention(body.get("lines")):
            wanted[record_type].add(number)
    return _named(caller, wanted)


def names_in_flags(caller: Caller, bodies: Iterable[Body]) -> dict[tuple[str, int], dict[str, Any]]:
    """The names that ``flag_words`` needs of these bodies."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for body in bodies:
        for finding in body["findings"]:
            _want(wanted, finding["evidence"])
            _want(wanted, finding["cures"][:1])
        for answer in _answers(body):
            if answer["verdict"] == "no":
                _want(wanted, answer["evidence"])
    return _named(caller, wanted)


def _want(wanted: dict[str, set[int]], mentions: Iterable[Mapping[str, Any]]) -> None:
    for each in mentions:
        if each["ref"] > 0:
            wanted[each["type"]].add(each["ref"])


def _named(caller: Caller, wanted: Mapping[str, set[int]]) -> dict[tuple[str, int], dict[str, Any]]:
    named = named_records(caller.connection, caller.workspace_id, wanted)
    senders = {
        number
        for (kind, _), fields in named.items()
        if kind == "activity"
        for number in (fields["contact_ids"] or ())[:1]
    }
    named |= named_records(caller.connection, caller.workspace_id, {"contact": senders - wanted.get("contact", set())})
    return {
        key: {**fields, "id": caller.shown(fields["source_id"], fields["external_id"])} for key, fields in named.items()
    }


def _answers(body: Body) -> Iterable[Mapping[str, Any]]:
    for axis in ("effectiveness", "efficiency"):
        yield from (body[axis] or {"answers": ()})["answers"]


def _mentions(body: Body) -> Iterable[Mapping[str, Any]]:
    for answer in _answers(body):
        yield from answer["evidence"]
    for finding in body["findings"]:
        yield from finding["evidence"]
        yield from finding["cures"]


def worded(body: Body, named: Named, policy: Policy) -> dict[str, Any]:
    """The body with its sentences; ``ref`` becomes the caller's ``id`` and our ``leadline_id``."""
    return {
        **body,
        "posture_words": posture_words(body["posture"], body["aim"]),
        "state_words": STATES[body["state"]],
        "effectiveness": _axis(body["effectiveness"], named, policy),
        "efficiency": _axis(body["efficiency"], named, policy),
        "findings": [
            {
                "code": finding["code"],
                "axis": finding["axis"],
                "title": FINDINGS[finding["code"]],
                "sentence": finding_sentence(finding, body, named, policy),
                "evidence": [_evidence(each, named) for each in finding["evidence"]],
                "cures": [_cure(cure, body, named) for cure in finding["cures"]],
            }
            for finding in body["findings"]
        ],
        "would_settle_sentences": would_settle_sentences(body, policy),
        "lines": worded_lines(body.get("lines"), named, policy),
    }


def flag_words(code: str, body: Body, named: Named, policy: Policy) -> dict[str, str | None]:
    """Why a flag stands, and the first move; None where what it was raised for is mended."""
    finding = next((each for each in body["findings"] if each["code"] == code), None)
    if finding is None:
        return {"sentence": None, "move": None}
    cure = next(iter(finding["cures"]), None)
    return {
        "sentence": finding_sentence(finding, body, named, policy),
        "move": _cure(cure, body, named)["sentence"] if cure else None,
    }


def _axis(axis: Body | None, named: Named, policy: Policy) -> dict[str, Any] | None:
    if axis is None:
        return None
    answers = [
        {
            **{name: value for name, value in answer.items() if name != "reason"},
            "title": TITLES[answer["question"]],
            "sentence": answer_sentence(answer, named, policy),
            "evidence": [_evidence(each, named) for each in answer["evidence"]],
        }
        for answer in axis["answers"]
    ]
    return {**axis, "answers": answers}


def _evidence(each: Body, named: Named) -> dict[str, Any]:
    return {
        "type": each["type"],
        "id": named.get((each["type"], each["ref"]), {}).get("id"),
        "leadline_id": each["ref"],
        "says": says(each, named),
        "on": each["on"],
        "counts": each["counts"],
    }


def _cure(cure: Body, body: Body, named: Named) -> dict[str, Any]:
    about = cure["type"], cure["ref"]
    waiting = {}
    if cure["type"] in ("activity", "quote"):
        since = [each["on"] for each in _mentions(body) if (each["type"], each["ref"]) == about and each.get("on")]
        waiting = {about: {**named.get(about, {}), "on": since[-1]}} if since else {}
    both = ChainMap(waiting, named)  # type: ignore[arg-type]  # It is only read; a copy of all names takes long.
    return {
        "code": cure["code"],
        "type": cure["type"],
        "id": named.get(about, {}).get("id"),
        "sentence": cure_sentence(cure, both),
        "clears": cure["clears"],
        "gain": cure["gain"],
    }
