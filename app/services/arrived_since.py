"""What has arrived since a review was frozen, and where it would make a difference."""

from collections import Counter
from datetime import datetime
from typing import Any

from app.domain.dossier import prepare
from app.domain.judgement import Look
from app.domain.surroundings import survey
from app.domain.wording.findings import posture_words
from app.domain.wording.review import arrived_sentence, would_read
from app.models.arrivals import arrived_after
from app.models.gathering import gather
from app.models.review import load_review
from app.services.assessments import about_accounts
from app.services.policies import policy_in_force
from app.services.review_scope import WHOLE, Scope
from app.services.show_records import Caller
from app.services.surroundings_now import facts_of_all
from app.services.trend import is_quick

MOST_ACCOUNTS = 200


def arrived_since(caller: Caller, week: str, scope: Scope = WHOLE) -> dict[str, Any]:
    """``sentence`` is None where nothing new came. ``accounts`` are those that would now read otherwise."""
    kept = load_review(caller.connection, caller.workspace_id, week)
    if kept is None:
        return {"sentence": None, "accounts": []}
    came = arrived_after(caller.connection, caller.workspace_id, kept["newest"])
    touched = {number for some in came.values() for number in some if number is not None}
    about = about_accounts(caller, sorted(touched))
    in_scope = {number for number, each in about.items() if scope.fits(each)}
    counts = Counter({kind: sum(some[number] for number in in_scope) for kind, some in came.items()})
    return {
        "sentence": arrived_sentence({kind: count for kind, count in counts.items() if count}),
        "accounts": _reading_otherwise(caller, kept["shown"], sorted(in_scope)[:MOST_ACCOUNTS]),
    }


def _reading_otherwise(caller: Caller, frozen: dict[str, Any], touched: list[int]) -> list[dict[str, Any]]:
    read = {each["leadline_id"]: each for each in frozen["quadrant"] if each["leadline_id"] in touched}
    if not read or not is_quick(caller):
        return []
    connection, workspace_id = caller.connection, caller.workspace_id
    policy = policy_in_force(connection, workspace_id)
    as_of = datetime.fromisoformat(frozen["as_of"])
    surroundings = survey(facts_of_all(connection, workspace_id), policy, as_of)
    found = []
    for rows in gather(connection, workspace_id, sorted(read), None):
        each = read[rows.account.id]
        posture = Look(prepare(rows, policy), surroundings, policy, as_of).case.posture
        if posture != each["posture"]:
            names = {name: each[name] for name in ("account_id", "leadline_id", "name", "owner")}
            said = would_read(posture_words(posture, each["aim"]), each["posture_words"])
            found.append({**names, "sentence": said})
    return found
