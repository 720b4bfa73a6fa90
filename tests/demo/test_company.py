"""The demo company is a believable CRM: the right size, honest fields, and nothing that has not happened yet."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.demo.company import demo_records
from app.domain.records import RECORD_TYPES

TODAY = date(2026, 11, 22)
"""A Sunday."""
DAYS = [TODAY, date(2026, 1, 1), date(2028, 2, 29), date(2026, 8, 3)]


@pytest.fixture(scope="module", params=DAYS, ids=str)
def told(request):
    return request.param, demo_records(request.param)


def of(records, type_):
    return [record for record in records if record["type"] == type_]


def test_the_same_day_tells_the_same_company():
    assert demo_records(TODAY) == demo_records(TODAY)


def test_the_company_has_the_size_of_a_sales_region(told):
    counts = Counter(record["type"] for record in told[1])
    assert counts["account"] == 60
    assert counts["user"] == 12
    for type_, about in {"contact": 250, "opportunity": 150, "quote": 300, "activity": 4000}.items():
        assert counts[type_] == pytest.approx(about, rel=0.12), type_
    rare = ("field_change", "commitment", "change", "scenario", "opportunity_contact", "directive")
    assert all(counts[type_] for type_ in rare)


def test_every_record_is_canonical_and_says_when_it_was_last_changed(told):
    for record in told[1]:
        model = RECORD_TYPES[record["type"]]
        assert record.keys() - {"type"} <= model.model_fields.keys(), record
        assert model.model_validate(record).updated_at


def test_every_reference_names_a_record(told):
    known = {(record["type"], record["id"]) for record in told[1]}
    assert len(known) == len(told[1])
    for record in told[1]:
        for field, target in RECORD_TYPES[record["type"]].references.items():
            named = record.get(field) or []
            for id_ in [named] if isinstance(named, str) else named:
                assert (target, id_) in known, (record, field)
        if record["type"] == "field_change":
            assert (record["record_type"], record["record_id"]) in known


def test_nothing_is_done_or_recorded_after_midnight_of_today(told):
    today, records = told
    end = f"{today}T00:00:00Z"
    happened = ("created_at", "completed_at", "changed_at", "sent_at", "requested_at", "answered_at", "closed_at")
    for record in records:
        for field in (*happened, "updated_at", *(["start_at"] if record.get("status") == "done" else [])):
            assert record.get(field, "") <= end, (field, record)
        for field in ("kept_on", "noticed_on", "left_on"):
            assert record.get(field, "") < today.isoformat()


def test_it_covers_fourteen_months_up_to_the_last_days(told):
    today, records = told
    days = sorted(record["created_at"][:10] for record in of(records, "activity"))
    assert days[0] < (today - timedelta(days=400)).isoformat()
    assert days[-1] > (today - timedelta(days=9)).isoformat()


def test_nobody_says_what_the_work_was_for(told):
    assert not [record for record in told[1] if "purpose" in record or "seniority" in record]


def test_work_is_done_in_the_owners_office_hours(told):
    zones = {user["id"]: ZoneInfo(user["time_zone"]) for user in of(told[1], "user")}
    ours = [a for a in of(told[1], "activity") if a["kind"] in ("call", "meeting") and a["status"] == "done"]
    for activity in ours:
        local = datetime.fromisoformat(activity["start_at"]).astimezone(zones[activity["actor_id"]])
        assert local.weekday() < 5, activity
        assert 9 <= local.hour < 17, activity


def test_a_record_is_as_incomplete_as_in_a_real_crm(told):
    records = told[1]
    accounts, deals = of(records, "account"), of(records, "opportunity")
    meetings = [a for a in of(records, "activity") if a["kind"] == "meeting" and a["status"] == "done"]
    for field, among in (("tier", accounts), ("potential", accounts), ("started_by", deals)):
        filled = sum(field in record for record in among)
        assert 0.7 * len(among) < filled < len(among), field
    assert 0 < sum("attended_ids" in meeting for meeting in meetings) < len(meetings) / 2
    assert 0 < sum("role" in contact for contact in of(records, "contact")) < 25


def test_mails_do_not_repeat_the_same_ten_lines(told):
    mails = [a for a in of(told[1], "activity") if a["kind"] == "email" and "body" in a]
    bodies = Counter(mail["body"] for mail in mails)
    assert len(bodies) > 500
    assert bodies.most_common(1)[0][1] < len(mails) / 30
