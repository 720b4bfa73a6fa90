"""What each widget shows: flat rows for tables elsewhere, and the whole for our own drawing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from app.services.assessments import read_assessment
from app.services.choosing import Wanted
from app.services.flag_lines import lines_of, with_words
from app.services.list_assessments import list_in_brief
from app.services.show_records import Caller
from app.services.trend import read_trend

Name = Literal["quadrant", "account", "flags", "trend", "lineup"]
NAMES: tuple[Name, ...] = get_args(Name)
OF_AN_ACCOUNT: tuple[Name, ...] = ("account", "trend", "lineup")
Row = dict[str, str | float | bool | None]


@dataclass(frozen=True, slots=True)
class Widget:
    """``rows`` hold plain values only, each row the same columns; ``said`` is what they were read from."""

    name: Name
    rows: list[Row]
    said: Any
    columns: tuple[str, ...]
    left_out: int = 0
    """Flags beyond those wanted."""


def read_widget(
    caller: Caller,
    name: Name,
    account: int | None,
    wanted: Wanted,
    now: datetime,
    address: str,
    most_flags: int | None = None,
) -> Widget | None:
    """None where the account is not there, or not the caller's to see. ``address`` is where the pages are."""
    if name in OF_AN_ACCOUNT:
        said = None if account is None else OF_ONE[name](caller, account, now)
        return None if said is None else Widget(name, ROWS[name](said, address), said, COLUMNS[name])
    many, left_out = list_in_brief(caller, now, wanted), 0
    if name == "flags":
        many, left_out = _flags(caller, many, now, most_flags)
    return Widget(name, [row for each in many for row in ROWS[name](each, address)], many, COLUMNS[name], left_out)


OF_ONE: dict[str, Callable[[Caller, int, datetime], dict[str, Any] | None]] = {
    "account": read_assessment,
    "trend": read_trend,
    "lineup": read_assessment,
}


def _flags(
    caller: Caller, items: list[dict[str, Any]], now: datetime, most: int | None
) -> tuple[list[dict[str, Any]], int]:
    listed = {item["leadline_id"]: item for item in items}
    lines = [line for line in lines_of(caller, items, now) if line["status"] in ("open", "acknowledged")]
    shown = with_words(caller, lines[:most])
    return [{**line, "item": listed[line["leadline_id"]]} for line in shown], len(lines) - len(shown)


def _about(said: Mapping[str, Any], address: str) -> Row:
    owner = said["owner"] or {}
    return {
        "account_id": said["account_id"],
        "account": said["name"],
        "owner": owner.get("name"),
        "team": owner.get("team"),
        "url": f"{address.rstrip('/')}/accounts/{said['leadline_id']}",
    }


def _stands(said: Mapping[str, Any]) -> Row:
    leadership, basics = said["effectiveness"] or {}, said["efficiency"] or {}
    return {
        "posture": said["posture"],
        "posture_words": said["posture_words"],
        "aim": said["aim"],
        "leadership_low": leadership.get("low"),
        "leadership_high": leadership.get("high"),
        "leadership_needed": leadership.get("line"),
        "basics_low": basics.get("low"),
        "basics_high": basics.get("high"),
        "basics_needed": basics.get("line"),
    }


def _quadrant(said: Mapping[str, Any], address: str) -> list[Row]:
    priority = said["priority"]
    stake: Row = {"at_stake": priority["value"], "at_stake_assumed": priority["assumed"]}
    return [_about(said, address) | {"state": said["state"]} | _stands(said) | stake]


def _account(said: Mapping[str, Any], address: str) -> list[Row]:
    return [
        _about(said, address)
        | _stands(said)
        | {
            "axis": axis,
            "question": answer["question"],
            "title": answer["title"],
            "verdict": answer["verdict"],
            "yes": answer["yes"],
            "of": answer["of"],
            "sentence": answer["sentence"],
        }
        for axis in ("effectiveness", "efficiency")
        for answer in (said[axis] or {"answers": ()})["answers"]
    ]


def _flag(said: Mapping[str, Any], address: str) -> list[Row]:
    names = ("code", "title", "status", "opened_on", "sentence", "move")
    row = _about(said["item"], address) | {name: said[name] for name in names}
    return [row | {"posture": said["item"]["posture"], "at_stake": said["item"]["priority"]["value"]}]


def _trend(said: Mapping[str, Any], address: str) -> list[Row]:
    return [
        _about(said, address)
        | {"week_of": point["on"], "state": point["state"]}
        | _stands(point | {"aim": point["aim"]})
        for point in said["points"]
    ]


def _lineup(said: Mapping[str, Any], address: str) -> list[Row]:
    proposals = ((said.get("lines") or {}).get("line_up") or {"proposals": ()})["proposals"]
    return [
        _about(said, address)
        | {
            "proposal_id": proposal["id"],
            "proposal": proposal["name"],
            "holds": proposal["holds"],
            "needed": proposal["needed"],
            "person": person and person["name"],
            "senior": person and person["senior"],
            "last_contact_on": person and person["last_on"],
            "if_leaves": person and person["if_leaves"],
            "sentence": person["says"] if person else proposal["sentence"],
        }
        for proposal in proposals
        for person in proposal["supporters"] or [None]
    ]


ROWS: dict[str, Callable[[Mapping[str, Any], str], list[Row]]] = {
    "quadrant": _quadrant,
    "account": _account,
    "flags": _flag,
    "trend": _trend,
    "lineup": _lineup,
}
_ABOUT = ("account_id", "account", "owner", "team", "url")
_STANDS = (
    *("posture", "posture_words", "aim", "leadership_low", "leadership_high", "leadership_needed"),
    *("basics_low", "basics_high", "basics_needed"),
)
COLUMNS: dict[str, tuple[str, ...]] = {
    "quadrant": (*_ABOUT, "state", *_STANDS, "at_stake", "at_stake_assumed"),
    "account": (*_ABOUT, *_STANDS, "axis", "question", "title", "verdict", "yes", "of", "sentence"),
    "flags": (*_ABOUT, "code", "title", "status", "opened_on", "sentence", "move", "posture", "at_stake"),
    "trend": (*_ABOUT, "week_of", "state", *_STANDS),
    "lineup": (
        *(*_ABOUT, "proposal_id", "proposal", "holds", "needed", "person", "senior", "last_contact_on"),
        *("if_leaves", "sentence"),
    ),
}
"""The columns of each, also where there is no row: the head of an empty table."""
