"""Widgets made of words: an account, the flags, the people behind a proposal. One card, drawn in several ways."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.services.widgets import Widget
from app.surfaces.charts.support import stands
from app.surfaces.pages.formats import band, called, count, day, money, stance
from app.surfaces.pages.words import words
from app.surfaces.texts.shown import all_shown

MOST_LINES = 60
"""In a frame; a picture of the largest size holds hardly more."""
TONES = {"yes": "led", "no": "neglected", "not_known": "not_known", "does_not_apply": "not_known"}
AXES = (("effectiveness", "Leadership"), ("efficiency", "Basics"))


@dataclass(frozen=True, slots=True)
class Bar:
    """An axis: points of 100, and the line to reach."""

    title: str
    low: float
    high: float
    line: float
    says: str


@dataclass(frozen=True, slots=True)
class Line:
    """``tone`` is the posture whose colour it bears."""

    title: str
    says: str
    beside: str = ""
    tone: str = "not_known"
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    title: str
    url: str | None
    badge: str
    tone: str
    reason: str
    """The one sentence that is there at any size."""
    bars: tuple[Bar, ...] = ()
    lines: tuple[Line, ...] = ()
    move: str = ""
    left_out: int = 0
    """Lines there are beyond these."""


def card_of(widget: Widget, address: str) -> Card:
    return CARDS[widget.name](replace(widget, said=all_shown(widget.said)), address.rstrip("/"))


def _account(widget: Widget, address: str) -> Card:
    said = widget.said
    answers = [answer for axis, _ in AXES for answer in (said[axis] or {"answers": ()})["answers"]]
    cures = [cure for finding in said["findings"] for cure in finding["cures"]]
    return Card(
        title=called(said),
        url=f"{address}/accounts/{said['leadline_id']}",
        badge=said["posture_words"] if said["effectiveness"] else words(said["state"], "state"),
        tone=stance(said),
        reason=_reason(said, answers),
        bars=tuple(_bar(title, said[axis]) for axis, title in AXES if said[axis]),
        lines=tuple(
            Line(
                each["title"],
                each["sentence"],
                count(each) or words(each["verdict"], "verdict"),
                TONES[each["verdict"]],
            )
            for each in answers
        ),
        move=cures[0]["sentence"] if cures else "",
    )


def _reason(said: Mapping[str, Any], answers: list[Mapping[str, Any]]) -> str:
    """Why it says so: what was found, else the first answer that fits the verdict."""
    if said["findings"]:
        return str(said["findings"][0]["sentence"])
    wanted = "yes" if said["posture"] == "led" else "not_known" if said["posture"] == "not_known" else "no"
    return next((str(each["sentence"]) for each in answers if each["verdict"] == wanted), "Nothing stands out.")


def _bar(title: str, axis: Mapping[str, Any]) -> Bar:
    return Bar(title, axis["low"], axis["high"], axis["line"], f"{band(dict(axis))}, needs {axis['line']:.0f}")


def _flags(widget: Widget, address: str) -> Card:
    lines = tuple(
        Line(
            f"{called(each['item'])}: {each['title'].lower()}",
            each["sentence"] or "Mended, to be confirmed.",
            money(each["item"]["priority"]["value"], each["item"]["results"]["currency"]),
            stance(each["item"]),
            f"{address}/accounts/{each['leadline_id']}",
        )
        for each in widget.said
    )
    number = len(lines) + widget.left_out
    title = "1 open flag" if number == 1 else f"{number} open flags"
    reason = "The weightiest first." if lines else "Nothing needs a look this week."
    return Card(title, f"{address}/", "", "not_known", reason, lines=lines, left_out=widget.left_out)


def _lineup(widget: Widget, address: str) -> Card:
    said = widget.said
    line_up = (said.get("lines") or {}).get("line_up") or {"sentence": "No proposal is open.", "proposals": ()}
    lines = []
    for proposal in line_up["proposals"]:
        name = proposal["name"] or "A proposal"
        lines.append(Line(name, proposal["sentence"], _holds(proposal["holds"]), TONES[proposal["holds"]]))
        lines += [_supporter(each, proposal) for each in proposal["supporters"]]
    return Card(
        title=f"{called(said)}: who stands behind it",
        url=f"{address}/accounts/{said['leadline_id']}#line-line_up",
        badge="",
        tone=stance(said),
        reason=line_up["sentence"],
        lines=tuple(lines),
    )


def _holds(verdict: str) -> str:
    return {"yes": "holds", "no": "does not hold"}.get(verdict, "not known")


def _supporter(each: Mapping[str, Any], proposal: Mapping[str, Any]) -> Line:
    """What if this one leaves is said where it would change something; else what rank they have."""
    said, code = (LEAVES, each["if_leaves"]) if stands(proposal) else (RANK, each["senior"])
    last = f"Last spoken to on {day(each['last_on'])}." if each["last_on"] else "Not spoken to."
    return Line(each["name"] or "Somebody whose name is not on file", last, said[code], TONES[each["if_leaves"]])


LEAVES = {"yes": "holds without them", "no": "falls if they leave", "not_known": "not known if they leave"}
RANK = {True: "senior", False: "not senior", None: "rank not known"}


def _trend(widget: Widget, address: str) -> Card:
    """Of an account that was never judged."""
    said = widget.said
    return Card(called(said), f"{address}/accounts/{said['leadline_id']}", "", "not_known", said["sentence"])


CARDS = {"trend": _trend, "account": _account, "flags": _flags, "lineup": _lineup}
