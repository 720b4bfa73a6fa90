"""The flags that stand, each with why and the move, weightiest account first."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from app.models.flag import flags_of
from app.services.every_assessment import every_assessment
from app.services.flags import show_flag
from app.services.show_records import Caller

NEVER_ANSWERED = {
    "version": 0,
    "id": None,
    "status": "open",
    "cleared_on": None,
    "reason": None,
    "snoozed_until_on": None,
    "set_by": None,
}


def flag_lines(
    caller: Caller, now: datetime, as_of: datetime | None, of: Sequence[int] | None = None
) -> list[dict[str, Any]]:
    """As stored, of all accounts or ``of`` some; or at an instant, where nothing anybody said of a flag is known."""
    items = every_assessment(caller, as_of, now, of)
    numbers = [item["leadline_id"] for item in items]
    rows = flags_of(caller.connection, caller.workspace_id, numbers) if as_of is None else []
    said = {(row["account_id"], row["code"]): row for row in rows if row["status"] != "cleared"}
    lines = []
    for item in items:
        findings = {finding["code"]: finding for finding in item["findings"]}
        for flag in item["flags"]:
            new = NEVER_ANSWERED | {"opened_on": date.fromisoformat(flag["opened_on"])}
            row = said.get((item["leadline_id"], flag["code"])) or new
            finding = findings.get(flag["code"], {})
            cures = finding.get("cures") or [{}]
            lines.append(
                {
                    **show_flag({**row, "code": flag["code"], "account_id": item["leadline_id"]}, item, now),
                    "sentence": finding.get("sentence"),
                    "move": cures[0].get("sentence"),
                }
            )
    return lines
