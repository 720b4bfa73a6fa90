"""Reviews as the services give them, small enough to read."""

from typing import Any

OWNER = {"leadline_id": 3, "name": "Kim Adler", "team": None}


def axis(low: float, high: float, line: float = 60) -> dict[str, Any]:
    verdict = "yes" if low >= line else "no" if high < line else "not_known"
    return {"verdict": verdict, "low": low, "high": high, "line": line}


def listed(number: int, effectiveness: dict[str, Any], efficiency: dict[str, Any], **more: Any) -> dict[str, Any]:
    """One account of a list."""
    return {
        "account_id": f"A{number}",
        "leadline_id": number,
        "name": f"Account {number}",
        "owner": OWNER,
        "posture": "managed_only",
        "posture_words": "looked after, not led",
        "aim": "grow",
        "state": "assessed",
        "effectiveness": effectiveness,
        "efficiency": efficiency,
        "priority": {"value": 1000.0 * number, "assumed": False, "shortfall": 40},
        "results": {"currency": "EUR"},
        "flags": [],
        **more,
    }


def action(what: str, status: str) -> dict[str, Any]:
    """A decision of last week."""
    return {
        **{"id": "a_1", "account_id": "A1", "leadline_id": 1, "name": "Halden Rail", "what": what, "user": OWNER},
        **{"due_on": "2026-11-10", "status": "open" if status == "late" else status, "late": status == "late"},
        **{"flag_id": None, "review_week": None, "done_on": None, "done_by_fact": None, "dropped_on": None},
        **{"dropped_reason": None, "progress": None, "moved": {"sentence": "Nothing has moved yet."}},
    }


def review(**more: Any) -> dict[str, Any]:
    account = {
        **{"account_id": "A7", "leadline_id": 7, "name": "Northgate <Foods>", "owner": OWNER},
        **{"value": 620000.0, "assumed": False, "currency": "EUR"},
        **{"posture": "managed_only", "posture_words": "looked after, not led"},
        "flags": [{"id": "f_1", "code": "managed_not_led", "title": "Looked after, not led", "is_new": True}],
        "why": "46 days of contact, none above manager; all 3 deals were their idea.",
        "move": "Meet Dana Ruiz, CFO: never met.",
        "move_clears": True,
    }
    hidden = {**{name: account[name] for name in ("account_id", "leadline_id", "name")}, "owner": None}
    bars = [
        {"part": "Most potential", "accounts": 12, "potential_share": 0.62, "creating_share": 0.2},
        {"part": "Least potential", "accounts": 12, "potential_share": 0.38, "creating_share": None},
    ]
    return {
        "week": "2026-W47",
        "as_of": "2026-11-16T06:00:00+00:00",
        "made_at": "2026-11-16T06:00:00+00:00",
        "frozen": True,
        "basis": "said",
        "scope": "",
        "scope_name": None,
        "workspace": "acme",
        "headline": {
            **{"growth_accounts": 48, "managed_not_led": 11, "untouched_potential": 4200000.0, "currency": "EUR"},
            **{"last_week": 12, "fixed": 2, "new": 1},
            "sentence": "11 of 48 growth accounts are looked after but not led.",
        },
        "decisions": {
            **{"agreed": 1, "done": 0, "late": 1, "dropped": 0, "still_late": 0, "answered": 1, "helped": None},
            "sentence": "1 agreed, 1 late.",
            "items": [action("Meet Dana Ruiz", "late")],
            "this_week": [action("Send the plan", "open")],
            "answers": [{**hidden, "title": "Hangs on one person", "status": "on_purpose", "reason": "A firm of one."}],
        },
        "accounts": [account],
        "changes": [{**hidden, "sentence": "Sponsor left."}],
        "new_flags": [
            {
                "owner": OWNER,
                "items": [{**hidden, "title": "Slow quotes", "opened_on": "2026-11-09"}],
                "more": 3,
            }
        ],
        "work": {"bars": bars, "sentence": "A fifth of our creating work goes to the largest quarter."},
        "cannot_see": {
            "accounts": [{**hidden, "value": None, "why": "Nothing logged since September."}],
            "value": 0,
            "sentence": "1 account we cannot see.",
        },
        "unchanged": {"accounts": 37, "sentence": "37 accounts unchanged: not discussed."},
        "quadrant": [],
        **more,
    }
