"""How records, days and numbers are called in a sentence."""

from collections.abc import Mapping
from datetime import date
from typing import Any

Named = Mapping[tuple[str, int], Mapping[str, Any]]
"""(record type, Leadline's number) to the fields a sentence may use. Erased records are absent."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CHANGES: dict[str | None, str] = {
    "sponsor_left": "loss of the sponsor",
    "new_executive": "new executive",
    "product_end": "end of the product",
    "other": "change",
    None: "change",
}
"""What to plan for."""
NEWS: dict[str | None, str] = {**CHANGES, "sponsor_left": "sponsor left"}
"""What happened."""


def day(value: str | date | None) -> str:
    """3 Mar 2026; empty where it is not known."""
    if not value:
        return ""
    on = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def count(number: float | None) -> str:
    """3, 1.5, 1,200."""
    return "?" if number is None else f"{number:,.1f}".removesuffix(".0")


def plural(number: float, one: str, many: str | None = None) -> str:
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def person(named: Named, ref: int) -> str:
    """Dana Ruiz, CFO."""
    fields = named.get(("contact", ref), {})
    name = fields.get("name") or "somebody whose name is not on file"
    return f"{name}, {fields['title']}" if fields.get("title") else str(name)


def deal(named: Named, ref: int) -> str:
    name = named.get(("opportunity", ref), {}).get("name")
    return f"“{name}”" if name else "a deal without a name"


def change(named: Named, ref: int, words: Mapping[str | None, str] = CHANGES) -> str:
    kind = named.get(("change", ref), {}).get("kind")
    return words.get(kind, str(kind))


DERIVED = {
    "left": "{name} left",
    "owner_changed": "new owner on our side",
    "slipped": "{deal} slipped twice",
    "moved_back": "{deal} moved back a stage",
    "renewal": "renewal within half a year",
    "ticket_surge": "many more tickets than usual",
}
"""What happened, where records tell it."""
PLANS = {
    "left": "{name} leaving",
    "owner_changed": "the new owner",
    "slipped": "{deal} slipping",
    "moved_back": "{deal} moving back",
    "renewal": "the renewal",
    "ticket_surge": "the tickets",
}


def derived(named: Named, news: str, ref: int, words: Mapping[str, str] = DERIVED) -> str:
    """A change told by a record."""
    name = named.get(("contact", ref), {}).get("name") or "somebody whose name is not on file"
    return words[news].format(name=name, deal=deal(named, ref))


def happened(evidence: Mapping[str, Any], named: Named) -> str:
    """What changed: as somebody noted it, or as a record tells it."""
    news, ref = evidence["news"], evidence["ref"]
    return derived(named, news, ref) if news else change(named, ref, NEWS)


def activity(named: Named, ref: int) -> str:
    """“Send the drawings”, or what kind of work it was."""
    fields = named.get(("activity", ref), {})
    subject = (fields.get("subject") or "").strip()
    return f"“{subject[:80]}”" if subject else f"a {fields.get('kind') or 'record'} without a subject"


def sender(named: Named, ref: int) -> str:
    """Who wrote a message, as far as it is on file."""
    people = named.get(("activity", ref), {}).get("contact_ids") or ()
    return str(named.get(("contact", people[0]), {}).get("name") or "the customer") if people else "the customer"


def all_deals(number: float) -> str:
    """The one deal was, both deals were, all 3 deals were."""
    return {1: "the one deal was", 2: "both deals were"}.get(int(number), f"all {count(number)} deals were")


def capitalised(clause: str) -> str:
    return clause[:1].upper() + clause[1:]
