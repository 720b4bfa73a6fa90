"""The busiest accounts that nobody leads."""

from typing import Any

from app.domain.wording.findings import posture_words
from app.domain.wording.mapping import busy_sentence
from app.services.assessments import about_accounts
from app.services.briefs import Brief, stored_briefs
from app.services.policies import policy_in_force
from app.services.show_records import Caller

SHOWN = 3


def busiest_not_led(caller: Caller) -> list[dict[str, Any]]:
    """By days of contact; where fewer are known not to be led, those follow of which the records do not tell."""
    windows = policy_in_force(caller.connection, caller.workspace_id).windows
    busy = {number: brief for number, brief in stored_briefs(caller).items() if brief["contact_days"]}
    ranked = sorted(
        (number for number, brief in busy.items() if _rank(brief) is not None),
        key=lambda number: (_rank(busy[number]), -busy[number]["contact_days"], number),
    )[:SHOWN]
    about = about_accounts(caller, ranked)
    return [
        {
            **about[number],
            "posture": busy[number]["posture"],
            "aim": busy[number]["aim"],
            "posture_words": posture_words(busy[number]["posture"], busy[number]["aim"]),
            "says": busy_sentence(
                busy[number]["contact_days"], busy[number]["deals_we_started"], windows.contact, windows.work
            ),
        }
        for number in ranked
        if number in about
    ]


def _rank(brief: Brief) -> int | None:
    axis = brief["effectiveness"]
    if axis is None or brief["state"] != "assessed" or axis["verdict"] not in ("no", "not_known"):
        return None
    return 0 if axis["verdict"] == "no" else 1
