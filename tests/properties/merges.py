"""Streams of versions in which accounts and contacts are merged, in chains and circles, and merges undone."""

from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from app.services.ingest_records import Incoming
from tests.properties.versions import TwoWays, cut
from tests.properties.workspaces import AS_OF, Json, at, on, surroundings
from tests.sending import delete, patch, put

ACCOUNTS, PEOPLE = ["a", "b", "m", "n"], ["a1", "a2", "b1", "m1"]
WORK: list[Json] = [
    {"type": "user", "id": "u1", "time_zone": "Europe/Berlin"},
    {"type": "account", "id": "a", "name": "Halden", "tier": "A", "relationship": "customer", "created_at": at(900)},
    {"type": "account", "id": "m", "name": "Mercer", "tier": "B", "owner_id": "u1", "created_at": at(1000)},
    {"type": "account", "id": "n", "name": "Norr", "parent_id": "a", "created_at": at(5)},
    {"type": "contact", "id": "a1", "account_id": "a", "title": "CFO"},
    {"type": "contact", "id": "a2", "account_id": "a", "title": "Buyer", "role": "champion"},
    {"type": "contact", "id": "m1", "account_id": "m", "title": "Managing director"},
    {"type": "opportunity", "id": "o1", "account_id": "a", "kind": "expansion", "stage_kind": "proposal",
     "started_by": "us", "amount": 9000, "created_at": at(40), "primary_contact_id": "a2", "next_step_due_on": on(-9)},
    {"type": "opportunity", "id": "o2", "account_id": "m", "kind": "expansion", "stage_kind": "open",
     "started_by": "customer", "amount": 500, "created_at": at(30)},
    {"type": "opportunity_contact", "id": "p1", "opportunity_id": "o1", "contact_id": "a1", "role": "economic_buyer"},
    {"type": "opportunity_contact", "id": "p2", "opportunity_id": "o1", "contact_id": "a2", "stance": "opponent"},
    {"type": "quote", "id": "q1", "opportunity_id": "o2", "requested_at": at(20), "sent_at": at(18)},
    {"type": "commitment", "id": "k1", "account_id": "n", "contact_id": "m1", "made_by": "customer", "what": "Answer",
     "made_on": on(30), "due_on": on(3)},
    {"type": "change", "id": "h1", "account_id": "n", "kind": "merger", "intensity": 3, "noticed_on": on(40)},
    {"type": "scenario", "id": "s1", "account_id": "m", "what_if": "They merge", "trigger": "merger",
     "options": [{"what": "Call", "owner_id": "u1", "accepted_on": on(20)}]},
    {"type": "activity", "id": "v1", "kind": "meeting", "outcome": "held", "account_id": "a",
     "contact_ids": ["a1", "a2"], "start_at": at(12)},
    {"type": "activity", "id": "v2", "kind": "meeting", "outcome": "held", "contact_ids": ["m1"], "start_at": at(9)},
    {"type": "activity", "id": "v3", "kind": "call", "outcome": "spoke", "contact_ids": ["a2", "b1"],
     "start_at": at(7)},
    {"type": "activity", "id": "v4", "kind": "meeting", "outcome": "held", "account_id": "n",
     "contact_ids": ["m1", "a1"], "start_at": at(-3)},
    {"type": "activity", "id": "v5", "kind": "email", "direction": "inbound", "opportunity_id": "o2",
     "contact_ids": ["m1"], "start_at": at(4)},
    {"type": "activity", "id": "v6", "kind": "note", "account_id": "m", "completed_at": at(400)},
]  # fmt: skip
"""Some of it lies in the time to come."""


def records() -> list[Incoming]:
    first = AS_OF - timedelta(days=20)
    return [
        put(each["type"], **{name: value for name, value in each.items() if name != "type"}, updated_at=first)
        for each in [*WORK, *surroundings(4)]
    ]


def random_turn(chance: Random) -> Incoming:
    """A record merged into another or apart again, sent again, moved, or deleted."""
    stamp = AS_OF - timedelta(minutes=chance.randrange(30 * 24 * 60))
    if chance.random() < 0.5:
        kind, ids = chance.choice([("account", ACCOUNTS), ("contact", PEOPLE)])
        loser = chance.choice(ids)
        winner = chance.choice([*(other for other in ids if other != loser), "never-sent", None])
        return patch(kind, id=loser, merged_into_id=winner, updated_at=stamp)
    record = chance.choice(WORK)
    if chance.random() < 0.3:
        return delete(record["type"], record["id"], stamp)
    moved: dict[str, Any] = {name: value for name, value in record.items() if name != "type"}
    if "account_id" in record:
        moved["account_id"] = chance.choice(ACCOUNTS)
    return put(record["type"], **moved, updated_at=stamp)


@st.composite
def merging(draw: st.DrawFn) -> TwoWays:
    turns = st.randoms(use_true_random=False).map(random_turn)
    incoming = [*records(), *draw(st.lists(turns, min_size=1, max_size=8))]
    again = draw(st.lists(st.sampled_from(incoming), max_size=3))
    return TwoWays(cut(draw, incoming), cut(draw, draw(st.permutations(incoming + again))))
