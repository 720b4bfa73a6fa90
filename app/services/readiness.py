"""What the workspace's data can answer."""

from typing import Any

from sqlalchemy import Connection

from app.domain.readiness import IN_ONE_FIELD, readiness
from app.domain.wording.answers import TITLES
from app.domain.wording.readiness import FIELDS, MENDS, ready_sentence, whole_sentence
from app.models.fill_counts import fill_count
from app.services.merge_warnings import merge_notes
from app.services.policies import policy_in_force
from app.services.surroundings_now import facts_of_all


def read_readiness(connection: Connection, workspace_id: int) -> dict[str, Any]:
    policy = policy_in_force(connection, workspace_id)
    counted = {
        feed: fill_count(connection, workspace_id, *field.split("."))
        for feed, field in FIELDS.items()
        if feed in IN_ONE_FIELD
    }
    questions = readiness(facts_of_all(connection, workspace_id), counted, policy)
    answerable = sum(ready.answerable for ready in questions)
    asked = [ready for ready in questions if not ready.switched_off]
    return {
        "answerable": answerable,
        "of": len(asked),
        "sentence": whole_sentence(answerable, asked),
        "notes": merge_notes(connection, workspace_id),
        "questions": [
            {
                "code": ready.question,
                "title": TITLES[ready.question],
                "axis": ready.axis,
                "answerable": ready.answerable,
                "accounts": ready.accounts,
                "missing": [
                    {"field": FIELDS[each.feed], "filled": each.filled, "rows": each.rows, "mend": MENDS[each.feed]}
                    for each in ready.missing
                ],
                "sentence": ready_sentence(ready),
            }
            for ready in questions
        ],
    }
