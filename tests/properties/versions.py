"""The records of a drawn workspace as a CRM sends them over time: several versions, patches, deletions, in batches."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from app.services.ingest_records import Incoming
from tests.properties.workspaces import AS_OF, DEALS, PEOPLE, Json, accounts_of_ours, at, on, surroundings
from tests.sending import csv_row, delete, patch, put

stamps = st.integers(1, 4).map(lambda days: AS_OF - timedelta(days=10 * days))
accounts = st.sampled_from(["a", "b", None])
deals = st.sampled_from([*DEALS, "bo", None])
days = st.integers(-20, 40).map(on)
CHANGING: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "account": {
        "owner_id": st.sampled_from(["u1", "u2", None]),
        "tier": st.sampled_from(["A", "C", None]),
        "aim": st.sampled_from(["grow", "keep", None]),
        "merged_into_id": st.sampled_from([*"abm", "never-sent", None]),
        "parent_id": st.sampled_from([*"bm", None]),
    },
    "contact": {
        "account_id": accounts,
        "title": st.sampled_from(["CFO", "Buyer", None]),
        "left_on": st.none() | days,
        "merged_into_id": st.sampled_from([*PEOPLE, "b1", "never-sent", None]),
    },
    "opportunity": {
        "account_id": accounts,
        "owner_id": st.sampled_from(["u1", "u2"]),
        "stage": st.sampled_from(["New", "Offer", "Won"]),
        "next_step_due_on": days,
        "expected_close_on": days,
        "started_by": st.sampled_from(["us", "customer", None]),
    },
    "quote": {"account_id": accounts, "opportunity_id": deals, "sent_at": st.integers(1, 90).map(at)},
    "activity": {
        "account_id": accounts,
        "opportunity_id": deals,
        "contact_ids": st.lists(st.sampled_from([*PEOPLE, "b1"]), max_size=2),
        "subject": st.sampled_from(["Your plans for next year", "Invoice", None]),
        "completed_at": st.integers(1, 90).map(at),
    },
    "commitment": {"due_on": days, "kept_on": st.none() | days},
    "change": {"ended_on": st.none() | days, "intensity": st.sampled_from([1, 3, None])},
    "scenario": {"change_id": st.sampled_from(["ah0", "ah1", None])},
    "user": {"time_zone": st.sampled_from(["America/New_York", "Asia/Tokyo", None])},
    "opportunity_contact": {"role": st.sampled_from(["economic_buyer", "blocker", None])},
    "field_change": {"new": st.sampled_from(["Offer", "Won"])},
}
ALSO: list[Json] = [
    {"type": "user", "id": "u1", "name": "Kim"},
    {"type": "user", "id": "u2", "name": "Lee", "time_zone": "Europe/Berlin"},
    {"type": "account", "id": "m", "name": "Mercer", "created_at": at(1000)},
    {"type": "activity", "id": "mv", "kind": "meeting", "outcome": "held", "account_id": "m",
     "contact_ids": ["a1", "b1"], "start_at": at(3)},
    {"type": "opportunity_contact", "id": "p2", "opportunity_id": "ao1", "contact_id": "a2", "role": "blocker"},
    {"type": "opportunity_contact", "id": "p1", "opportunity_id": "ao1", "contact_id": "a1", "role": "champion"},
    {"type": "field_change", "id": "f1", "record_type": "opportunity", "record_id": "ao1", "field": "stage",
     "old": "New", "new": "Offer", "changed_at": at(12)},
]  # fmt: skip
Batches = list[list[Incoming]]


@dataclass(frozen=True)
class TwoWays:
    """The same records cut into batches, and shuffled, repeated in part and cut otherwise."""

    one: Batches
    other: Batches


@st.composite
def received(draw: st.DrawFn) -> list[Incoming]:
    records = [*draw(accounts_of_ours()), *surroundings(draw(st.sampled_from([2, 8]))), *ALSO]
    first = AS_OF - timedelta(days=draw(st.sampled_from([10, 25, 50])))
    incoming = [put(record["type"], **_said(record), updated_at=first) for record in records]
    for record in draw(st.lists(st.sampled_from(records), max_size=8)):
        incoming.append(_version(draw, record))
    return incoming


@st.composite
def two_ways(draw: st.DrawFn) -> TwoWays:
    incoming = draw(received())
    again = draw(st.lists(st.sampled_from(incoming), max_size=4))
    shuffled = draw(st.permutations(incoming + again))
    if draw(st.booleans()):
        return TwoWays(cut(draw, incoming), cut(draw, shuffled))
    # All of the one account, then all of the other: what comes last changes what the first is judged by.
    last = draw(st.sampled_from("ab"))
    parts = [[item for item in shuffled if item.record.id.startswith(last) is is_last] for is_last in (False, True)]
    return TwoWays(cut(draw, incoming), parts)


def cut(draw: st.DrawFn, incoming: list[Incoming]) -> Batches:
    ends = sorted(draw(st.sets(st.integers(1, len(incoming) - 1), max_size=3)))
    return [incoming[start:end] for start, end in zip([0, *ends], [*ends, len(incoming)], strict=True)]


def _version(draw: st.DrawFn, record: Json) -> Incoming:
    stamp, how = draw(stamps), draw(st.sampled_from([put, put, patch, csv_row, delete]))
    if how is delete:
        return delete(record["type"], record["id"], stamp)
    changing = CHANGING[record["type"]]
    changed = {
        name: draw(changing[name]) for name in sorted(draw(st.sets(st.sampled_from(sorted(changing)), min_size=1)))
    }
    needed = ("id", "account_id", "made_by", "what", "what_if", "kind", "noticed_on", "opportunity_id", "contact_id",
              "record_type", "record_id", "field", "changed_at")  # fmt: skip
    if changed.get("merged_into_id") == record["id"]:
        changed["merged_into_id"] = None
    whole = _said(record) if how is put else {name: record[name] for name in needed if name in record}
    return how(record["type"], **{**whole, **changed, "updated_at": stamp})


def _said(record: Json) -> Json:
    return {name: value for name, value in record.items() if name != "type"}
