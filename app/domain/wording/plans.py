"""Plans for what may come, and what is new, in a sales leader's words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.policy import Policy
from app.domain.wording.names import Named, capitalised, count, day, happened, plural, sender

Line = Mapping[str, Any]
WAITS_FOR: dict[str | None, str] = {
    "sponsor_left": "the sponsor leaving",
    "new_executive": "a new executive",
    "reorganisation": "a reorganisation",
    "merger": "a merger",
    "competitor": "a competitor",
    "budget": "a change of budget",
    "regulation": "a new regulation",
    "product_end": "the end of the product",
    "renewal": "the renewal",
    "other": "another change",
    "no_quote_in_days": "{days} without a quote",
    "no_contact_in_days": "{days} without contact",
    "renewal_in_days": "the {days} before the renewal",
    "manual": "somebody to set it off",
    None: "somebody to set it off",
}
NOT_KNOWN = {
    "no_quote_in_days": "too few quotes are on file",
    "no_contact_in_days": "too little contact is logged here",
    "renewal_in_days": "no renewal date is on file",
}
ANSWERED = {
    "yes": "answered on {on}",
    "no": "nobody senior met since",
    "not_known": "whether somebody senior was met since is not known",
}
STATES = {
    "no": "set off and not answered",
    "not_known": "set off, whether answered is not known",
    "yes": "set off and answered",
    "waits": "waiting",
    "unseen": "not known whether set off",
}
MOST_LETTERS = 160


def scenarios_sentence(scenarios: Sequence[Line]) -> str:
    if not scenarios:
        return "No plan for what may come is on file."
    states = Counter(_state(each) for each in scenarios)
    said = ", ".join(f"{count(states[state])} {words}" for state, words in STATES.items() if states[state])
    return f"{plural(len(scenarios), 'plan')}: {said}."


def _state(scenario: Line) -> str:
    if scenario["answered"] != "does_not_apply":
        return str(scenario["answered"])
    return "unseen" if scenario["fired"] == "not_known" else "waits"


def scenario_sentence(scenario: Line, named: Named) -> str:
    """What if, whether it has come, and what was done."""
    what_if = _cut(named.get(("scenario", scenario["ref"]), {}).get("what_if")) or "a plan without words"
    return f"“{what_if}”: {_since(scenario)}."


def _since(scenario: Line) -> str:
    trigger, days = scenario["trigger"], scenario["trigger_days"]
    answered = ANSWERED.get(scenario["answered"], "").format(on=day(scenario["answered_on"]))
    if scenario["fired"] == "yes":
        return f"set off on {day(scenario['fired_on'])}, {answered}"
    if answered:
        return answered
    if scenario["fired"] == "not_known":
        why = NOT_KNOWN[trigger] if days is not None else "the plan names no number of days"
        return f"whether it is set off is not known: {why}"
    return f"waits for {WAITS_FOR[trigger].format(days=plural(days or 0, 'day'))}"


def option_says(option: Line, scenario: Line, named: Named) -> str:
    """What we would do, and who accepted to do it."""
    options = named.get(("scenario", scenario["ref"]), {}).get("options") or ()
    what = _cut(options[option["place"]]["what"]) if option["place"] < len(options) else ""
    who = owner_name(option, named)
    if option["accepted_on"]:
        said = f"{who or 'somebody'} accepted on {day(option['accepted_on'])}"
    else:
        said = f"{who} has not accepted yet" if who else "nobody is asked yet"
    return capitalised(f"{said}: “{what}”" if what else said)


def owner_name(option: Line, named: Named) -> str | None:
    if option["owner_id"] is None:
        return None
    fields = named.get(("user", option["owner_id"]), {})
    return str(fields.get("name") or fields.get("id") or "somebody whose name is not on file")


def news_sentence(entries: Sequence[Line]) -> str:
    young = sum(1 for each in entries if each["code"] == "young_change")
    said = [f"{plural(young, 'change')} that {'asks' if young == 1 else 'ask'} nothing yet"] if young else []
    if len(entries) > young:
        said.append("the customer speaks again after a long silence")
    return f"{capitalised('; '.join(said))}." if said else "Nothing new."


def news_says(entry: Line, named: Named, policy: Policy) -> str:
    """Merger: noticed 3 Nov 2026, asks from 17 Nov 2026."""
    if entry["code"] == "young_change":
        does = "raises the line" if entry["news"] == "ticket_surge" else "asks"
        said = f"{happened(entry, named)}: noticed {day(entry['on'])}, {does} from {day(entry['asks_on'])}"
    else:
        last = entry["silent_since"]
        since = f"last contact before on {day(last)}" if last else "no contact before is on file"
        silence = f"after {count(policy.windows.silence)} days or more of silence"
        said = f"{sender(named, entry['ref'])} wrote or called on {day(entry['on'])} {silence}: {since}"
    return capitalised(said)


def _cut(text: str | None) -> str:
    said = (text or "").strip()
    return said if len(said) <= MOST_LETTERS else f"{said[:MOST_LETTERS].rstrip()}…"
