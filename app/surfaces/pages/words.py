"""What codes are called on the pages, where no sentence says it."""

from collections.abc import Mapping

from app.domain.wording.activities import PURPOSES
from app.domain.wording.findings import POSTURES, STATES

POSTURE_MEANS = {
    "led": "we create business and do the daily work well",
    "managed_only": "to grow: the daily work is done well, the ideas are theirs",
    "intended": "to keep or to leave: the daily work is done well",
    "led_untidy": "we create business, the daily work comes late",
    "neglected": "little is created, and the daily work comes late",
    "not_known": "the records do not say enough",
}
AIMS = {"grow": "grow", "keep": "keep", "exit": "exit", "not_grow": "keep or exit"}
VERDICTS = {"yes": "yes", "no": "no", "not_known": "not known", "does_not_apply": "does not apply"}
STATUSES = {
    "open": "open",
    "acknowledged": "seen",
    "snoozed": "put off",
    "on_purpose": "on purpose",
    "disagreed": "disagreed",
    "cleared": "cleared",
}
DIMENSIONS = {"efficiency": "tending", "effectiveness": "creating", "both": "creating, and in time", "neither": "other"}
DECIDERS = {
    "correction": "Corrected by a person",
    "mapped": "Said by the CRM",
    "rule": "From the kind of record",
    "text": "From its words",
}
ADVICE = {
    "keep": "Keep doing what you do.",
    "lead_more": "Lead more: bring an idea of ours, and reach the people who decide.",
    "manage_more": "Mend the daily work: it comes late.",
    "rescue": "Decide this week: rescue it, or change the aim.",
}
RANKS = {
    "5": "top management",
    "4": "director or vice president",
    "3": "head of a department",
    "2": "manager",
    "1": "no rank",
    "0": "assistant or trainee",
}
WORDS: dict[str, Mapping[str, str] | Mapping[str | None, str]] = {
    "posture": POSTURES,
    "aim": AIMS,
    "state": STATES,
    "verdict": VERDICTS,
    "status": STATUSES,
    "purpose": PURPOSES,
    "dimension": DIMENSIONS,
    "decider": DECIDERS,
    "advice": ADVICE,
    "rank": RANKS,
}


def words(code: str | None, kind: str) -> str:
    """The words of a code. A code without words is shown with spaces."""
    return dict(WORDS[kind].items()).get(code, (code or "").replace("_", " "))
