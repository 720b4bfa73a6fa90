"""An account judged from what is kept of its older activities is judged as from all of them."""

import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.assessment_body import body_of
from app.domain.dossier import prepare
from app.domain.facts import Facts, facts_to_json, observe
from app.domain.judgement import judge_dossier
from app.domain.past import FOREVER, INSTANTS, TELL_UNTIL, Past, is_enough, matters_until, past_of, reach_of
from app.domain.past_json import past_from_json, past_to_json
from app.domain.policy import Policy
from app.domain.rows import (
    AccountRow,
    AccountRows,
    ActivityRow,
    ChangeRow,
    ContactRow,
    OpportunityRow,
    QuoteRow,
    Relative,
    ScenarioRow,
)
from app.domain.surroundings import survey
from app.services.policies import default_document, policy_of
from tests.properties.examples import examples

NOW = datetime(2026, 9, 16, 12, tzinfo=UTC)
PEOPLE = range(1, 8)
"""The last two are on no file."""
DEALS = range(1, 6)


class Drawn:
    """An account with some years of everything."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.days = self.chance.choice((120, 200, 400, 1600))
        self.kinds = self.some(
            ("email",),
            ("meeting",),
            ("call", "email", "email", "meeting", "task", "note", "ticket"),
            ("ticket", "email"),
        )

    def at(self) -> datetime:
        return NOW - timedelta(days=self.chance.uniform(-20, self.days))

    def maybe(self, value: Any, share: float = 0.5) -> Any:
        return value if self.chance.random() < share else None

    def some(self, *values: Any) -> Any:
        return self.chance.choice(values)

    def people(self) -> tuple[int, ...]:
        return tuple(self.chance.sample(PEOPLE, self.chance.choice((0, 1, 1, 1, 2, 3))))

    def activity(self, number: int) -> ActivityRow:
        at = self.at()
        return ActivityRow(
            id=number,
            key=f"crm:{number}",
            source_id=self.some(1, 1, 2),
            kind=self.some(*self.kinds),
            contact_ids=self.people(),
            attended_ids=self.people() if self.chance.random() < 0.2 else (),
            opportunity_id=self.maybe(self.chance.choice(DEALS), 0.3),
            user_ids=self.some((), (1,), (2,)),
            actor_id=self.maybe(1, 0.2),
            started_by=self.maybe(self.some("us", "customer"), 0.2),
            direction=self.some("inbound", "outbound", "outbound", "internal", None),
            outcome=self.some(None, None, "held", "spoke", "voicemail", "no_show"),
            needs_answer=self.some(None, None, None, True, False),
            quote_id=self.maybe(self.some(1, 2, 3), 0.1),
            thread_id=self.maybe(f"t{self.chance.randrange(12)}", 0.6),
            in_reply_to=self.maybe(str(self.chance.randrange(1, 90)), 0.2),
            status=self.some(None, "done", "done", "planned", "cancelled"),
            created_at=self.maybe(at - timedelta(days=self.some(0, 0, 3, 40))),
            due_at=self.maybe(at + timedelta(days=self.some(-2, 1, 30)), 0.3),
            start_at=self.maybe(at, 0.8),
            completed_at=self.maybe(at + timedelta(days=self.some(0, 0.2, 20)), 0.3),
            purpose=self.some(None, "quoting", "discovery", "proposing", "service", "follow_up"),
            dimension=self.some("efficiency", "effectiveness", "neither"),
            acknowledges=self.chance.random() < 0.1,
        )

    def contact(self, number: int) -> ContactRow:
        return ContactRow(
            number,
            f"crm:c{number}",
            1,
            role=self.some(None, "champion", "economic_buyer", "blocker"),
            seniority=self.some(None, 2, 4, 5),
            left_on=self.maybe(self.at().date(), 0.2),
        )

    def deal(self, number: int) -> OpportunityRow:
        return OpportunityRow(
            number,
            f"crm:o{number}",
            1,
            kind=self.some("new_business", "expansion"),
            stage_kind=self.some("open", "proposal", "won"),
            amount=1000.0,
            started_by=self.some(None, None, None, "us"),
            created_at=self.maybe(self.at(), 0.9),
            closed_at=self.maybe(self.at(), 0.2),
        )

    def quote(self, number: int) -> QuoteRow:
        return QuoteRow(
            number, f"crm:q{number}", 1, status="sent", sent_at=self.at(), requested_at=self.maybe(self.at())
        )

    def rows(self) -> AccountRows:
        return AccountRows(
            account=AccountRow(1, "crm:a", 1, owner_id=1, employees=300, created_at=self.maybe(self.at())),
            contacts=[self.contact(number) for number in PEOPLE[:-2]],
            opportunities=[self.deal(number) for number in DEALS[: self.chance.randrange(6)]],
            quotes=[self.quote(number) for number in (1, 2, 3)],
            activities=[self.activity(number) for number in range(1, self.some(5, 12, 40, 90))],
            changes=[ChangeRow(1, "crm:h", 1, noticed_on=self.at().date(), kind="merger", intensity=3)],
            scenarios=[ScenarioRow(1, "crm:s", 1, trigger="merger", fired_at=self.maybe(self.at(), 0.2))],
            family=[Relative([self.activity(number) for number in range(100, 100 + self.some(1, 30))])],
        )


def policies() -> list[Policy]:
    """Ours, and others of short windows, of which each is the longest in some."""
    documents, chance = [default_document()], random.Random(4)
    for _ in range(30):
        short: dict[str, Any] = json.loads(json.dumps(documents[0]))
        numbers = [
            *short["windows"].values(),
            *(short["change"][name] for name in ("longest", "surge_window")),
            short["findings"]["champion_seen"],
        ]
        for number in numbers:
            number["value"] = chance.choice((3, 10, 20))
        chance.choice(numbers)["value"] = 80
        short["flags"]["looks"]["value"] = 2
        documents.append(short)
    return [policy_of(each, version) for version, each in enumerate(documents, 1)]


POLICIES = policies()


def left_unread(activities: list[ActivityRow], past: Past) -> list[ActivityRow]:
    """What is still read."""
    return [row for row in activities if until(row) >= past.reach.rows_from or row.id in past.open_messages]


def until(row: ActivityRow) -> datetime:
    return matters_until(*(getattr(row, name) for name in TELL_UNTIL))


def is_since(settled_from: datetime, row: ActivityRow) -> bool:
    """Whether it may come later without the past being made anew."""
    return all(at is None or at >= settled_from for at in map(partial(getattr, row), INSTANTS))


def shortened(rows: AccountRows, past: Past, of_relative: Past) -> AccountRows:
    (relative,) = rows.family
    return replace(
        rows,
        activities=left_unread(rows.activities, past),
        past=past,
        family=[Relative(left_unread(relative.activities, of_relative), of_relative)],
    )


def said(rows: AccountRows, policy: Policy, now: datetime) -> tuple[Any, Any]:
    dossier = prepare(rows, policy)
    facts: Facts = observe(dossier, policy)
    surroundings = survey([facts], policy, now)
    return body_of(judge_dossier(dossier, surroundings, policy, now), "EUR"), facts_to_json(facts)


def kept(rows: AccountRows, policy: Policy, now: datetime) -> Past:
    """As it is read back."""
    past = past_of(prepare(rows, policy), reach_of(policy, now), policy)
    return past_from_json(past.reach, json.loads(json.dumps(past_to_json(past))))


@examples(150)
@given(seed=st.integers(0, 2**32), policy=st.sampled_from(POLICIES), later=st.integers(0, 90))
def test_the_past_stands_for_what_it_leaves_unread(seed: int, policy: Policy, later: int) -> None:
    rows, chance = Drawn(seed).rows(), random.Random(seed)
    (relative,) = rows.family
    settled_from = reach_of(policy, NOW).settled_from
    new = {row.id for row in rows.activities if is_since(settled_from, row) and chance.random() < 0.5}
    before = replace(rows, activities=[row for row in rows.activities if row.id not in new])
    past = kept(before, policy, NOW)
    of_relative = kept(replace(before, activities=relative.activities, family=[]), policy, NOW)
    short, then = shortened(rows, past, of_relative), NOW + timedelta(days=later)
    if not is_enough(prepare(short, policy), policy):
        return
    assert said(short, policy, then) == said(rows, policy, then)
    assert past_to_json(kept(short, policy, then)) == past_to_json(kept(rows, policy, then))


def test_what_is_not_over_or_names_no_day_is_always_read() -> None:
    day = datetime(2020, 5, 4, tzinfo=UTC)
    task = ActivityRow(1, "crm:1", 1, kind="task", due_at=day)
    assert until(task) == FOREVER
    assert until(replace(task, status="done", completed_at=day)) == day
    assert until(replace(task, status="cancelled")) == day
    assert until(replace(task, status="done", due_at=None)) == FOREVER
    assert until(replace(task, status="done", completed_at=day, quote_id=3)) == FOREVER
    assert date(2100, 1, 1) == FOREVER.date()


def years_ago(number: int, kind: Any, **said: Any) -> ActivityRow:
    at = NOW - timedelta(days=1000)
    return ActivityRow(number, f"crm:{number}", 1, kind=kind, status="done", start_at=at, contact_ids=(1,), **said)


def lately(number: int, kind: Any, days: int, **said: Any) -> ActivityRow:
    return replace(years_ago(number, kind, **said), start_at=NOW - timedelta(days=days))


MET: dict[str, Any] = {"outcome": "held", "direction": "outbound"}
TOLD_BY_THE_PAST = {
    "a director met years ago is not met for the first time": [
        lately(1, "call", 1010, outcome="spoke"), years_ago(2, "meeting", **MET),
        lately(3, "call", 990, outcome="spoke"), lately(4, "meeting", 20, **MET)],
    "a prospect of years is no new lead": [
        years_ago(1, "call", outcome="spoke"), lately(2, "email", 20, direction="inbound"),
        lately(3, "email", 20, direction="outbound", completed_at=NOW - timedelta(days=19, hours=20))],
    "an account of years is no new one": [
        years_ago(1, "note"), *(lately(number, "meeting", number, **MET) for number in range(2, 6))],
}  # fmt: skip


@pytest.mark.parametrize("activities", TOLD_BY_THE_PAST.values(), ids=TOLD_BY_THE_PAST)
def test_what_only_the_past_tells_is_told(activities: list[ActivityRow]) -> None:
    (ours, *_), director = POLICIES, ContactRow(1, "crm:c1", 1, seniority=5)
    rows = AccountRows(account=AccountRow(1, "crm:a", 1, owner_id=1), contacts=[director], activities=activities)
    past = kept(rows, ours, NOW)
    short = replace(rows, activities=left_unread(activities, past), past=past)
    assert past.left_out
    assert said(short, ours, NOW) == said(rows, ours, NOW)
    assert said(replace(short, past=None), ours, NOW) != said(rows, ours, NOW)
