"""The flags that stand, each with why and the move, weightiest account first."""

from datetime import datetime
from typing import Any

from app.models.flag import flags_of
from app.services.assessments import status_now
from app.services.every_assessment import every_assessment
from app.services.show_records import Caller


def flag_lines(caller: Caller, now: datetime, as_of: datetime | None) -> list[dict[str, Any]]:
    """As stored, or at an instant, where nothing anybody said of a flag is known."""
    items = every_assessment(caller, as_of)
    numbers = [item["leadline_id"] for item in items]
    rows = flags_of(caller.connection, caller.workspace_id, numbers) if as_of is None else []
    said = {(row["account_id"], row["code"]): row for row in rows if row["status"] != "cleared"}
    lines = []
    for item in items:
        findings = {finding["code"]: finding for finding in item["findings"]}
        for flag in item["flags"]:
            row = said.get((item["leadline_id"], flag["code"]))
            finding = findings.get(flag["code"], {})
            cures = finding.get("cures") or [{}]
            lines.append(
                {
                    "id": f"f_{row['id']}" if row else None,
                    **{name: item[name] for name in ("account_id", "leadline_id", "name", "owner")},
                    "code": flag["code"],
                    "status": status_now(row, now) if row else "open",
                    "opened_on": row["opened_on"].isoformat() if row else flag["opened_on"],
                    "sentence": finding.get("sentence"),
                    "move": cures[0].get("sentence"),
                }
            )
    return lines
