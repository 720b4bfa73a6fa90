"""Workspaces of two accounts, drawn at random: records as a CRM sends them, with every deal's starter recorded.

Account `a` is the one looked at, account `b` its surroundings: met in most weeks or in few, with every kind of
record. All dates lie before `AS_OF` unless they are plans.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

AS_OF = datetime(2026, 9, 16, 12, tzinfo=UTC)
Json = dict[str, Any]


def at(days: float, hour: int = 10) -> str:
    """An instant so many days before `AS_OF`, at an hour of that day."""
    return (AS_OF.replace(hour=hour) - timedelta(days=days)).isoformat()


def on(days: float) -> str:
    return (AS_OF - timedelta(days=days)).date().isoformat()


TITLES = ["Chief financial officer", "Managing director", "Production manager", "Buyer", None]
ROLES = ["economic_buyer", "champion", "blocker", None]
PEOPLE = ["a1", "a2", "a3", "a4"]
NAMED = [*PEOPLE, "nobody-on-file"]
DEALS = ["ao1", "ao2", "ao3", "ao4"]
days = st.integers(1, 200)
hours = st.integers(8, 18)
people = st.lists(st.sampled_from(NAMED), min_size=1, max_size=3, unique=True)


@st.composite
def workspaces(draw: st.DrawFn) -> list[Json]:
    """Account `a`, never a thin file, beside account `b`."""
    moved = {
        "type": "field_change", "id": "bf", "record_type": "opportunity", "record_id": "bo", "field": "stage",
        "old": "idea", "new": "open", "stage_kind": "open", "changed_at": at(30),
    }  # fmt: skip
    history = draw(st.sampled_from([[], [moved]]))
    return [*draw(accounts_of_ours()), *surroundings(draw(st.sampled_from([2, 20]))), *history]


@st.composite
def accounts_of_ours(draw: st.DrawFn) -> list[Json]:
    account = {
        "type": "account", "id": "a", "name": "Halden Mills", "relationship": "customer", "owner_id": "u1",
        "tier": draw(st.sampled_from("ABC")), "employees": draw(st.sampled_from([None, 5, 60, 300, 2000])),
        "created_at": at(900),
    }  # fmt: skip
    notes = [
        {"type": "activity", "id": f"an{number}", "kind": "note", "account_id": "a", "completed_at": at(400)}
        for number in range(3)
    ]
    records = [account, *notes, *(_contact(draw, id_) for id_ in PEOPLE)]
    for id_ in DEALS[: draw(st.integers(0, 4))]:
        records += _deal(draw, id_)
    for number in range(draw(st.integers(0, 2))):
        records.append(_part(draw, f"ap{number}"))
    for number in range(draw(st.integers(0, 3))):
        records.append(_quote(draw, f"aq{number}"))
    for number in range(draw(st.integers(3, 9))):
        records.append(_activity(draw, f"av{number}"))
    for number in range(draw(st.integers(0, 2))):
        records.append(_commitment(draw, f"ak{number}"))
    for number in range(draw(st.integers(0, 2))):
        records += _change(draw, f"ah{number}")
    return records


def _contact(draw: st.DrawFn, id_: str) -> Json:
    return {
        "type": "contact", "id": id_, "account_id": "a", "name": f"Person {id_}",
        "title": draw(st.sampled_from(TITLES)), "role": draw(st.sampled_from(ROLES)),
        "stance": draw(st.sampled_from(["supporter", "opponent", None])),
        "left_on": draw(st.sampled_from([None, None, None, on(20)])),
    }  # fmt: skip


def _deal(draw: st.DrawFn, id_: str) -> list[Json]:
    """A deal, sometimes with the change of stage it last made."""
    created = draw(days)
    moved = draw(st.none() | st.integers(0, created))
    closed = draw(st.none() | st.integers(0, created))
    won = closed is not None and draw(st.booleans())
    kind = ("won" if won else "lost") if closed is not None else draw(st.sampled_from(["open", "proposal", "commit"]))
    deal = {
        "type": "opportunity", "id": id_, "account_id": "a", "name": f"Deal {id_}", "owner_id": "u1",
        "kind": draw(st.sampled_from(["new_business", "expansion", "renewal"])), "stage": kind, "stage_kind": kind,
        "started_by": draw(st.sampled_from(["us", "customer"])), "amount": draw(st.sampled_from([None, 100, 9000])),
        "created_at": at(created), "closed_at": None if closed is None else at(closed),
        "is_closed": closed is not None, "is_won": won, "next_step": "Visit",
        "next_step_due_on": on(draw(st.integers(-40, 40))), "expected_close_on": on(draw(st.integers(-90, 20))),
    }  # fmt: skip
    if moved is None:
        return [deal]
    change = {
        "type": "field_change", "id": f"{id_}f", "record_type": "opportunity", "record_id": id_, "field": "stage",
        "old": "idea", "new": kind, "stage_kind": kind, "changed_at": at(max(moved, closed or 0)),
    }  # fmt: skip
    return [deal, change]


def _part(draw: st.DrawFn, id_: str) -> Json:
    return {
        "type": "opportunity_contact", "id": id_, "opportunity_id": draw(st.sampled_from(DEALS)),
        "contact_id": draw(st.sampled_from(NAMED)), "role": draw(st.sampled_from(ROLES)),
        "stance": draw(st.sampled_from(["supporter", "opponent", None])),
    }  # fmt: skip


def _quote(draw: st.DrawFn, id_: str) -> Json:
    asked = draw(st.integers(50, 150))
    sent = draw(st.none() | st.integers(asked - 9, asked))
    return {
        "type": "quote", "id": id_, "account_id": "a", "owner_id": "u1", "requested_at": at(asked, draw(hours)),
        "opportunity_id": draw(st.none() | st.sampled_from(DEALS)), "status": "sent" if sent else "draft",
        "complexity": draw(st.sampled_from(["standard", "complex"])), "sent_at": at(sent, 18) if sent else None,
    }  # fmt: skip


def _activity(draw: st.DrawFn, id_: str) -> Json:
    kind = draw(st.sampled_from(["meeting", "call", "inbound", "outbound", "task"]))
    day, hour = draw(days), draw(hours)
    about: Json = {"type": "activity", "id": id_, "account_id": "a", "user_ids": ["u1"]}
    deal = draw(st.none() | st.sampled_from(DEALS))
    if kind == "task":
        done = draw(st.none() | st.integers(max(0, day - 3), day + 3))
        return {
            **about, "kind": "task", "due_at": at(day, 16), "opportunity_id": deal,
            "status": "planned" if done is None else "done", "completed_at": at(done) if done is not None else None,
        }  # fmt: skip
    about |= {"contact_ids": draw(people), "start_at": at(day, hour), "opportunity_id": deal}
    if kind in ("inbound", "outbound"):
        return {**about, "kind": "email", "direction": kind, "thread_id": draw(st.sampled_from("xyz"))}
    outcome = draw(st.sampled_from(["held", "no_show"] if kind == "meeting" else ["spoke", "voicemail"]))
    return {**about, "kind": kind, "outcome": outcome, "direction": "outbound"}


def _commitment(draw: st.DrawFn, id_: str) -> Json:
    due = draw(st.integers(-20, 100))
    return {
        "type": "commitment", "id": id_, "account_id": "a", "made_by": draw(st.sampled_from(["us", "customer"])),
        "what": "Send the drawings", "opportunity_id": draw(st.none() | st.sampled_from(DEALS)),
        "made_on": on(due + 10 if due >= 0 else 5), "due_on": on(due),
        "kept_on": draw(st.none() | st.just(on(due + 1))) if due > 0 else None,
    }  # fmt: skip


def _change(draw: st.DrawFn, id_: str) -> list[Json]:
    noticed = draw(st.integers(0, 120))
    change = {
        "type": "change", "id": id_, "account_id": "a", "noticed_on": on(noticed),
        "kind": draw(st.sampled_from(["merger", "budget"])), "intensity": draw(st.sampled_from([None, 1, 2, 3])),
    }  # fmt: skip
    return [change, *([scenario(id_, draw(st.none() | st.just(on(1))))] if draw(st.booleans()) else [])]


def scenario(change: str, accepted_on: str | None) -> Json:
    return {
        "type": "scenario", "id": f"s-{change}", "account_id": "a", "change_id": change, "what_if": "They merge",
        "options": [{"what": "Meet both boards", "owner_id": "u1", "accepted_on": accepted_on}],
    }  # fmt: skip


def surroundings(weeks: int) -> list[Json]:
    """Account `b`, met in so many of the last weeks, with every kind of record: nothing of it is late or missing."""
    about = {"account_id": "b"}
    return [
        {"type": "account", "id": "b", "name": "Oxley Ramps", "relationship": "customer", "tier": "B",
         "employees": 80, "owner_id": "u2", "created_at": at(900)},
        {"type": "contact", "id": "b1", **about, "name": "Tess Amory", "title": "Works manager", "role": "champion"},
        {"type": "opportunity", "id": "bo", **about, "name": "Bench line", "kind": "expansion", "started_by": "us",
         "stage": "open", "stage_kind": "open", "created_at": at(40), "next_step_due_on": on(-9),
         "expected_close_on": on(-60)},
        {"type": "quote", "id": "bq", **about, "status": "sent", "requested_at": at(150, 9), "sent_at": at(150, 15)},
        {"type": "activity", "id": "bt", **about, "kind": "task", "user_ids": ["u2"], "due_at": at(150, 16),
         "status": "done", "completed_at": at(150, 11)},
        {"type": "activity", "id": "bm", **about, "kind": "email", "direction": "inbound", "contact_ids": ["b1"],
         "start_at": at(151)},
        *(
            {"type": "activity", "id": f"bv{week}", **about, "kind": "meeting", "outcome": "held",
             "contact_ids": ["b1"], "user_ids": ["u2"], "start_at": at(7 * week + 1)}
            for week in range(weeks)
        ),
    ]  # fmt: skip
