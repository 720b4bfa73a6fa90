"""What codes are called on the pages, where no sentence says it."""

from collections.abc import Mapping
from typing import get_args

from app.domain import terms
from app.domain.records import PLURALS
from app.domain.records.choices import CHOICES
from app.domain.wording import answers, findings, mapping, policy, readiness
from app.domain.wording.activities import PURPOSES
from app.domain.wording.findings import POSTURES, STATES
from app.domain.wording.names import capitalised
from app.domain.wording.plans import WAITS_FOR
from app.errors import not_found
from app.surfaces.texts.catalogues import N_, _

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
ACTIONS = {"open": "open", "done": "done", "dropped": "dropped"}
KINDS = {each: each for each in get_args(terms.Kind)}
DIRECTIONS = {each: each for each in get_args(terms.Direction)}
RECORDS = {type_: type_.replace("_", " ") for type_ in PLURALS.values()} | {"commitment": "promise"}
COUNTED_APART = {each: each.replace("_", " ") for each in get_args(terms.State)}
"""Accounts that are not judged, where they are counted."""
ADVICE = {
    "keep": "Keep doing what you do.",
    "lead_more": "Lead more: bring an idea of ours, and reach the people who decide.",
    "manage_more": "Mend the daily work: it comes late.",
    "rescue": "Decide this week: rescue it, or change the aim.",
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
    "rank": mapping.RANKS,
    "short_rank": mapping.SHORT_RANKS,
    "stage": mapping.STAGES,
    "records": {type_: plural.replace("_", " ") for plural, type_ in PLURALS.items()},
    "action": ACTIONS,
    "kind": KINDS,
    "direction": DIRECTIONS,
    "record": RECORDS,
    "counted_apart": COUNTED_APART,
}


NOT_FOUND = ("account", "action", "activity", "contact", "draft", "flag", "import", "person", "policy", "source")
TRIGGERS = {
    str(code): capitalised(words.format(days="so many days")) for code, words in WAITS_FOR.items() if code is not None
}
"""What sets a plan off, to choose from."""
TABLES: tuple[Mapping[str, str] | Mapping[str | None, str], ...] = (
    *WORDS.values(),
    POSTURE_MEANS,
    TRIGGERS,
    {"managed_only": N_("looked after, as intended")},
    *(
        findings.TITLES,
        answers.TITLES,
        answers.WOULD_SETTLE,
        answers.NOT_FED,
        answers.NO_CASE,
        readiness.MENDS,
        policy.GROUPS,
        policy.NAMES,
    ),
    mapping.FIELDS,
    {what: not_found(what).title for what in NOT_FOUND},
    *({code: mapping.meaning(place, code) for code in codes} for place, codes in CHOICES.items()),
)
"""Texts without values that pages are handed in English, all in the catalogue."""


def words(code: str | None, kind: str) -> str:
    """The words of a code. A code without words is shown with spaces."""
    said = dict(WORDS[kind].items()).get(code)
    return worded(said) if said is not None else (code or "").replace("_", " ")


def words_of(kind: str) -> dict[str, str]:
    """Each code with its words, to choose from."""
    return {code: worded(said) for code, said in WORDS[kind].items() if code}


def worded(said: str) -> str:
    """One of the texts of TABLES in the reader's language; a text that is none of them stays as it is."""
    return _(said) if said else ""


def meaning(about: str, means: str) -> str:
    """What a word of the CRM means: "a proposal", "director or vice president"."""
    return worded(mapping.meaning(about, means))
