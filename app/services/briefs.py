"""What counts, lists and charts need of every stored assessment: read once, and again only where it changed."""

from collections.abc import Mapping
from typing import Any

from app.models.assessment import bodies_of, fingerprints
from app.services.kept_in_memory import KeptInMemory
from app.services.show_records import Caller

MOST_KEPT = 20_000
"""Accounts of one database kept in memory, some 2 kB each; workspaces beyond that are read each time."""
KEPT = (
    "state",
    "aim",
    "aim_assumed",
    "posture",
    "leadership_needed",
    "priority",
    "results",
    "contact_days",
    "creating_days",
    "last_contact_on",
    "deals_we_started",
)
Brief = dict[str, Any]
Kept = dict[int, tuple[str, Brief]]
_KEPT: KeptInMemory[Kept] = KeptInMemory(MOST_KEPT)


def stored_briefs(caller: Caller) -> dict[int, Brief]:
    """Account to its stored assessment without answers and evidence, of the accounts that whoever asks may see.

    A fingerprint is of the whole body: whoever reads an older or newer state than another finds what is right there.
    """
    connection, workspace_id = caller.connection, caller.workspace_id
    kept = _KEPT.get(connection, workspace_id) or {}
    found = fingerprints(connection, workspace_id)
    stale = [number for number, mark in found.items() if kept.get(number, ("",))[0] != mark]
    if stale:
        read = bodies_of(connection, workspace_id, None if len(stale) == len(found) else stale)
        fresh = {number: (found[number], brief_of(body)) for number, body in read}
        kept = {number: fresh.get(number) or kept[number] for number in found}
        _KEPT.keep(connection, workspace_id, kept, len(kept))
    return {number: kept[number][1] for number in found if caller.sees(number)}


def brief_of(body: Mapping[str, Any]) -> Brief:
    news = (body.get("lines") or {}).get("news")
    return {
        **{name: body[name] for name in KEPT},
        "fit": body.get("fit"),
        "verdicts": {
            answer["question"]: answer["verdict"]
            for axis in ("effectiveness", "efficiency")
            for answer in (body[axis] or {"answers": ()})["answers"]
        },
        "effectiveness": _band(body["effectiveness"]),
        "efficiency": _band(body["efficiency"]),
        # Tuples of plain values are nothing the garbage collector has to look through again and again.
        "flags": tuple(body["flags"]),
        **({"lines": {"news": tuple(news)}} if news else {}),
    }


def _band(axis: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if axis is None else {name: axis[name] for name in ("verdict", "low", "high", "line")}
