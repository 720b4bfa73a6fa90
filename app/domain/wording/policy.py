"""A policy, and what changing it would do, in a sales leader's words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.domain.policy_document import Difference
from app.domain.wording.findings import POSTURES
from app.domain.wording.names import capitalised, count, plural

GROUPS = {
    "windows": "How far back we look",
    "lines": "The lines an account is held to",
    "weights": "What each question weighs",
    "business_created": "Business we created",
    "people": "The right people",
    "support": "Support behind a proposal",
    "change": "What is changing",
    "quotes": "Quotes in time",
    "replies": "Replies in time",
    "next_step": "The next step",
    "capture": "Whether silence means anything",
    "readiness": "What the records can answer",
    "states": "New accounts and new owners",
    "flags": "When a flag opens and clears",
    "findings": "Findings",
    "cures": "What a proposed step is dated by",
    "priority": "Priority",
    "actions": "Whether what was agreed helped",
    "backtest": "Looking back",
    "calendar": "Working hours and holidays",
    "money": "Money",
    "aims": "Aims by tier",
    "fit_rules": "Fit, where none is recorded",
    "stage_map": "What the stages mean",
    "mappings": "Words of the CRM",
    "proxies": "What we work out ourselves",
    "switched_off": "Questions that are not asked",
}
NAMES = {
    "answer_yes": "an answer is yes from",
    "axis": "asked of an axis, at least",
    "axis_share": "asked of an axis, at least",
    "champion_quiet": "a champion is quiet after",
    "champion_seen": "a champion was seen within",
    "close_in": "a deal past its close date closes in",
    "contact": "in contact, if spoken to within",
    "derived_serious": "intensity of a leaver who counts",
    "derived_small": "intensity of what else records tell",
    "few_cases": "too few cases, under",
    "filled": "a field is kept if filled in",
    "grace": "time to react",
    "intensity_absent": "intensity where nobody rated it",
    "lately": "joined or fell away within",
    "line_at_most": "the line rises at most to",
    "longest": "a change counts for at most",
    "looks": "Mondays looked at",
    "low_fit": "low fit, up to",
    "mail_pair": "a mail and its answer, within",
    "moved": "moved within",
    "one_started_in": "full marks for one of ours in",
    "one_stuck_in": "a pattern from one stuck in",
    "points_per_intensity": "the line rises, per point of intensity",
    "proposal_age": "a proposal is asked after",
    "quote_request": "when a quote was asked for",
    "running": "holds, or fails, this often running",
    "seniority": "how senior a title is",
    "senior_from": "senior from",
    "serious_from": "serious from",
    "silence": "silent after",
    "slips": "a pattern from",
    "starter": "who started a deal",
    "stuck_factor": "stuck after",
    "thin_file": "too thin to judge, under",
    "work": "quotes, replies and work of",
}
"""Where the name in the document does not speak for itself."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_NAMES = 12


def group_title(group: str) -> str:
    return GROUPS.get(group, capitalised(words(group)))


def words(name: str, *, is_number: bool = False) -> str:
    """A name of the document as people read it; the workspace's own words stay as they are."""
    return NAMES.get(name, name.replace("_", " ")) if is_number else name.replace("_", " ")


def said(value: Any) -> str:
    """A value of the document: 65, on, "1 Jan, 25 Dec", nothing."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int | float):
        return count(value) if round(value, 1) == value else f"{value:g}"
    if isinstance(value, Mapping):
        return "; ".join(f"{words(str(name))}: {said(each)}" for name, each in value.items()) or "nothing"
    if isinstance(value, list | tuple):
        return ", ".join(said(each) for each in value) or "nothing"
    return "nothing" if value is None else str(value)


def said_at(path: tuple[str | int, ...], value: Any) -> str:
    """A value of the document at its place; days of the week by name."""
    if path == ("calendar", "workdays") and isinstance(value, list):
        return ", ".join(WEEKDAYS[day] for day in value)
    return said(value)


def change_sentence(each: Difference) -> str:
    """The lines an account is held to, effectiveness: 65 instead of 60 (points of 100)."""
    group, *rest = (str(step) for step in each.path)
    name = ", ".join([group_title(group), *(words(step, is_number=bool(each.unit)) for step in rest)])
    unit = f" ({each.unit})" if each.unit and not isinstance(each.after, bool) else ""
    return f"{name}: {said_at(each.path, each.after)} instead of {said_at(each.path, each.before)}{unit}."


def impact_sentence(impact: Mapping[str, Any]) -> str:
    """How many accounts a policy would move, in one line."""
    flips, of = len(impact["flips"]), impact["accounts"]
    if not flips and not impact["flags"] and not impact["aims"]:
        return f"No account would be seen differently ({count(of)} judged)."
    opened = sum(flag["becomes"] == "open" for flag in impact["flags"])
    moved = f"{count(flips)} of {plural(of, 'account')} would be seen differently"
    return f"{moved}; {plural(opened, 'flag')} would open, {count(len(impact['flags']) - opened)} would close."


def impact_sentences(impact: Mapping[str, Any]) -> list[str]:
    """One for each way accounts would go, the most travelled first, then flags, then aims."""
    flips = _grouped(impact["flips"], "before", "after")
    aims = _grouped(impact["aims"], "before", "after")
    flags = _grouped(impact["flags"], "becomes", "title")
    return [
        *(
            f"{plural(len(names), 'account')} would no longer be {_posture(was)} but {_posture(now)}: {_listed(names)}."
            for (was, now), names in flips
        ),
        *(
            f"The flag “{title}” would {'open' if becomes == 'open' else 'close'} for {plural(len(names), 'account')}: "
            f"{_listed(names)}."
            for (becomes, title), names in flags
        ),
        *(
            f"The aim of {plural(len(names), 'account')} would be {now} instead of {was}: {_listed(names)}."
            for (was, now), names in aims
        ),
    ]


def _grouped(items: Iterable[Mapping[str, Any]], *keys: str) -> list[tuple[tuple[str, ...], list[str]]]:
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for item in items:
        groups[tuple(item[key] for key in keys)].append(item["name"] or item["account_id"])
    return sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))


def _posture(code: str) -> str:
    return f"“{POSTURES[code]}”"


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {count(more)} more" if more > 0 else "")
