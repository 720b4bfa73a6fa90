"""The tag of an activity: who decides its purpose, what follows from it, and what is measured."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.tagging.reading import read_text
from app.domain.tagging.tag import Tag, tag_activity
from app.services.language import packs

DUE = datetime(2026, 3, 2, 12, tzinfo=UTC)


def tagged(subject: str | None = None, body: str | None = None, correction: str | None = None, **fields: Any) -> Tag:
    return tag_activity(
        {"kind": "email", **fields}, read_text(subject, packs()), read_text(body, packs()), correction=correction
    )


def test_a_person_comes_first_then_the_crm_then_rules_then_text() -> None:
    text, ticket = "Please send the price list", {"kind": "ticket"}
    assert tagged(text).decided_by == "text"
    assert tagged(text, **ticket).decided_by == "rule"
    assert tagged(text, purpose="discovery", **ticket).decided_by == "mapped"
    corrected = tagged(text, purpose="discovery", correction="reaching", **ticket)
    assert (corrected.purpose, corrected.decided_by) == ("reaching", "correction")


@pytest.mark.parametrize(
    ("flagged", "passing", "purpose"),
    [
        ({"kind": "ticket"}, {"kind": "email"}, "service"),
        (
            {"kind": "email", "direction": "outbound", "quote_id": "q"},
            {"kind": "email", "direction": "inbound", "quote_id": "q"},
            "quoting",
        ),
        (
            {"kind": "email", "direction": "outbound", "quote_id": "q"},
            {"kind": "meeting", "direction": "outbound", "quote_id": "q"},
            "quoting",
        ),
        ({"kind": "call", "outcome": "voicemail"}, {"kind": "call", "outcome": "spoke"}, "follow_up"),
        ({"kind": "meeting", "outcome": "no_show"}, {"kind": "meeting", "outcome": "held"}, "follow_up"),
    ],
)
def test_rules(flagged: dict[str, Any], passing: dict[str, Any], purpose: str) -> None:
    tag = tagged("Product demo", **flagged)
    assert (tag.purpose, tag.decided_by) == (purpose, "rule")
    assert tag.reasons
    assert (tagged("Product demo", **passing).purpose, tagged("Product demo", **passing).decided_by) == (
        "proposing",
        "text",
    )


def test_without_text_or_rule_nothing_is_known() -> None:
    for tag in (tagged(), tagged("???"), tagged(body="Klient prosi o ofertę na dwadzieścia maszyn")):
        assert (tag.purpose, tag.dimension, tag.decided_by, tag.reasons) == (None, None, None, [])


def test_a_bare_subject_is_judged_by_the_subject() -> None:
    assert tagged("Onboarding meeting", kind="meeting").purpose == "service"
    assert tagged("Angebot senden", kind="task").purpose == "quoting"


def test_subject_and_body_add() -> None:
    subject, body = "Question", "Our pump is broken and leaks since the repair. Thanks"
    reading = read_text(subject, packs()), read_text(body, packs())
    assert tag_activity({"kind": "email"}, *reading).purpose == tag_activity({"kind": "email"}, *reading[::-1]).purpose
    assert tagged(subject, body).purpose == tagged(None, body).purpose == "service"
    assert set(tagged(None, body).reasons) <= set(tagged(subject, body).reasons)


@pytest.mark.parametrize(
    ("purpose", "owed", "dimension"),
    [
        ("quoting", {}, "efficiency"),
        ("service", {"due_at": DUE}, "efficiency"),
        ("proposing", {}, "effectiveness"),
        ("proposing", {"due_at": DUE}, "both"),
        ("discovery", {"needs_answer": True}, "both"),
        ("discovery", {"needs_answer": False}, "effectiveness"),
        ("other", {"due_at": DUE}, "neither"),
    ],
)
def test_dimension_follows_purpose(purpose: str, owed: dict[str, Any], dimension: str) -> None:
    assert tagged(purpose=purpose, **owed).dimension == dimension


def test_what_is_no_purpose_is_refused() -> None:
    with pytest.raises(ValueError, match="not a purpose"):
        tagged(correction="selling")


@pytest.mark.parametrize(("minutes", "late"), [(-90, -90), (0, 0), (30, 30)])
def test_minutes_against_its_own_due_time(minutes: int, late: int) -> None:
    tag = tagged(kind="task", due_at=DUE, completed_at=DUE + timedelta(minutes=minutes))
    assert tag.measures["minutes_late"] == late
    assert tagged(kind="task", due_at=DUE).measures["minutes_late"] is None


@pytest.mark.parametrize(
    ("fields", "two_way", "inferred"),
    [
        ({"kind": "email"}, None, False),
        ({"kind": "call", "outcome": "spoke"}, True, False),
        ({"kind": "call", "outcome": "voicemail", "contact_ids": ["c"]}, False, False),
        ({"kind": "call", "status": "done", "contact_ids": ["c"]}, True, True),
        ({"kind": "meeting", "status": "done", "contact_ids": ["c"]}, True, False),
        ({"kind": "meeting", "status": "done"}, False, False),
        ({"kind": "meeting", "status": "done", "contact_ids": ["c"], "attended_ids": []}, False, False),
        ({"kind": "meeting", "status": "planned", "contact_ids": ["c"], "start_at": DUE}, False, False),
        ({"kind": "meeting", "status": "cancelled", "outcome": "held"}, False, False),
        ({"kind": "meeting", "completed_at": DUE, "contact_ids": ["c"]}, True, False),
    ],
)
def test_two_way(fields: dict[str, Any], two_way: bool | None, inferred: bool) -> None:
    measures = tagged("Call", **fields).measures
    assert (measures["two_way"], measures["two_way_inferred"]) == (two_way, inferred)


def test_an_acknowledgement_is_one_under_any_subject() -> None:
    assert tagged("Re: Could you send the quote?", "Thanks, received!").measures["acknowledges"] is True
    assert tagged("Thanks", "Could you send the quote?").measures["acknowledges"] is False
    assert tagged().measures["acknowledges"] is None
