"""What the CRM's own words were read as, in sentences."""

from app.domain.wording.activities import PURPOSES
from app.domain.wording.names import plural

STAGES = {"open": "open", "proposal": "a proposal", "commit": "agreed, not signed", "won": "won", "lost": "lost"}
RANKS = {
    "5": "top management",
    "4": "director or vice president",
    "3": "head of a department",
    "2": "manager",
    "1": "no rank",
    "0": "assistant or trainee",
}
SHORT_RANKS = {"5": "top", "4": "director, VP", "3": "head of", "2": "manager", "1": "no rank", "0": "assistant"}
FIELDS = {
    "account.relationship": "Relationship of accounts",
    "account.tier": "Tier of accounts",
    "account.aim": "Aim of accounts",
    "contact.role": "Role of contacts",
    "contact.stance": "Stance of contacts",
    "opportunity.kind": "Kind of opportunities",
    "opportunity.started_by": "Who started an opportunity",
    "opportunity.stage_kind": "Kind of stage",
    "opportunity_contact.role": "Role in an opportunity",
    "opportunity_contact.stance": "Stance in an opportunity",
    "quote.status": "Status of quotes",
    "quote.complexity": "Complexity of quotes",
    "quote.revision_cause": "Why a quote was sent again",
    "activity.kind": "Kind of activities",
    "activity.direction": "Direction of activities",
    "activity.outcome": "Outcome of calls and meetings",
    "activity.purpose": "Purpose of activities",
    "activity.status": "Status of activities",
    "activity.started_by": "Who started an activity",
    "user.role": "Role of users",
}


def field_title(place: str) -> str:
    return FIELDS.get(place, place.replace(".", ", ").replace("_", " "))


def meaning(about: str, means: str) -> str:
    """What a word means, in words: "a proposal", "director or vice president"."""
    if about == "activity.purpose":
        return dict(PURPOSES.items()).get(means, means)
    return {"stage": STAGES, "title": RANKS}.get(about, {}).get(means, means.replace("_", " "))


def correction_sentence(about: str, word: str, means: str | None) -> str:
    """The stage “Angebot” means: a proposal."""
    what = {"stage": "The stage", "title": "The title"}.get(about) or f"{field_title(about)}:"
    if means is None:
        return f"{what} “{word.strip()}” is read by itself again."
    return f"{what} “{word.strip()}” means: {meaning(about, means)}."


def busy_sentence(contact_days: int, deals_we_started: int, contact_window: int, work_window: int) -> str:
    """46 days of contact in 90 days; no deal in 180 days that we started."""
    started = plural(deals_we_started, "deal") if deals_we_started else "no deal"
    contact = f"{plural(contact_days, 'day')} of contact in {contact_window} days"
    return f"{contact}; {started} in {work_window} days that we started."
