"""What the review says, in words and in order, for every form that is not a page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.surfaces.pages.formats import called, day, money, number, percent, weekday
from app.surfaces.pages.words import words
from app.surfaces.texts.shown import all_shown

TITLES = (
    ("Last week\u2019s decisions", 5),
    ("Five accounts", 15),
    ("What changed by itself", 5),
    ("Where the creating work went", 3),
    ("What we cannot see", 2),
)
"""The parts of the meeting, with their minutes."""
NEW_FLAGS = "New flags, each with its owner"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a part."""

    account: str
    url: str | None
    says: str
    beside: str = ""
    """Who, by when, or whom to ask."""
    state: str = ""
    """How it stands: done, late, dropped; or money."""
    amount: float | None = None
    proof_url: str | None = None
    """The record that did it, where the timeline holds it."""


@dataclass(frozen=True, slots=True)
class Discussed:
    """One of the five accounts."""

    account: str
    url: str | None
    money: str
    amount: float | None
    currency: str
    posture: str
    posture_code: str
    flags: tuple[str, ...]
    why: str
    move: str
    owner: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A quarter of the accounts by potential. Shares are of 1, None where not known."""

    part: str
    accounts: int
    potential: float | None
    creating: float | None
    says: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    minutes: int
    sentence: str
    rows: tuple[Row, ...] = ()
    more: tuple[tuple[str, tuple[Row, ...]], ...] = ()
    """Further rows under headings of their own."""


@dataclass(frozen=True, slots=True)
class Outline:
    over: str
    headline: str
    basis: str
    currency: str
    figures: tuple[tuple[str, str], ...]
    decisions: Part
    five: Part
    discussed: tuple[Discussed, ...]
    changed: Part
    work: Part
    bars: tuple[Bars, ...]
    unseen: Part
    unchanged: str

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.decisions, self.five, self.changed, self.work, self.unseen


def outline_of(review: Mapping[str, Any], address: str | None) -> Outline:
    """``address`` is where the pages are; without one nothing is linked."""
    link, review = _Links(address), all_shown(review)
    head = review["headline"]
    scope = review.get("scope_name")
    return Outline(
        over=" \u00b7 ".join(filter(None, ("Weekly pipeline review", review["workspace"], scope, review["week"]))),
        headline=head["sentence"],
        basis=basis_of(review),
        currency=head["currency"],
        figures=_figures(head),
        decisions=_decisions(review["decisions"], link),
        five=Part(*TITLES[1], "" if review["accounts"] else "Nothing asks for a decision this week."),
        discussed=tuple(_discussed(each, link) for each in review["accounts"]),
        changed=_changed(review, link),
        work=Part(*TITLES[3], review["work"]["sentence"]),
        bars=bars_of(review["work"]),
        unseen=_unseen(review["cannot_see"], head["currency"], link),
        unchanged=review["unchanged"]["sentence"],
    )


def basis_of(review: Mapping[str, Any]) -> str:
    """When it stands for, and how it came about."""
    frozen = "Frozen as it stood then." if review["frozen"] else "Not frozen yet: it still moves with the records."
    later = " Worked out later from dated records." if review["frozen"] and review["basis"] == "recomputed" else ""
    return f"{weekday(review['as_of'])}, 30 minutes. {frozen}{later}"


@dataclass(frozen=True, slots=True)
class _Links:
    address: str | None

    def of(self, item: Mapping[str, Any]) -> str | None:
        return None if self.address is None else f"{self.address.rstrip('/')}/accounts/{item['leadline_id']}"

    def to_proof(self, action: Mapping[str, Any]) -> str | None:
        fact = action["done_by_fact"] or {}
        account = self.of(action) if fact.get("type") == "activity" else None
        return account and f"{account}/timeline#activity-{fact['leadline_id']}"


def _figures(head: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    untouched = ("Untouched potential", money(head["untouched_potential"], head["currency"]))
    if head["last_week"] is None:
        return (untouched,)
    moved = f"{number(head['last_week'])}: {number(head['fixed'])} fixed, {number(head['new'])} new"
    return untouched, ("Last week", moved)


def _decisions(said: Mapping[str, Any], link: _Links) -> Part:
    helped = (said["helped"] or {}).get("sentence")
    sentence = " ".join(filter(None, (said["sentence"], helped)))
    answers = tuple(
        Row(called(each), link.of(each), each["title"], each["reason"] or "", words(each["status"], "status"))
        for each in said["answers"]
    )
    this_week = tuple(_action(each, link) for each in said["this_week"])
    more = tuple(
        (title, rows) for title, rows in (("Answers to flags", answers), ("Agreed this week", this_week)) if rows
    )
    return Part(*TITLES[0], sentence, tuple(_action(each, link) for each in said["items"]), more)


def _action(each: Mapping[str, Any], link: _Links) -> Row:
    done = (each["done_by_fact"] or {}).get("says") or each["dropped_reason"] or ""
    beside = f"{called(each['user'])}, by {day(each['due_on'])}"
    says = " ".join(filter(None, (_closed(each["what"]), _closed(done), each["moved"]["sentence"])))
    return Row(called(each), link.of(each), says, beside, _standing(each), proof_url=link.to_proof(each))


def _standing(each: Mapping[str, Any]) -> str:
    if each["status"] == "open":
        standing = "late" if each["late"] else "open"
        return f"{standing}, {each['progress']['says']}" if each["progress"] else standing
    return f"{each['status']}, late" if each["late"] else str(each["status"])


def _closed(text: str) -> str:
    return text if not text or text[-1] in ".!?" else f"{text}."


def _discussed(each: Mapping[str, Any], link: _Links) -> Discussed:
    clears = " This would clear it." if each["move_clears"] else ""
    return Discussed(
        account=called(each),
        url=link.of(each),
        money=money(each["value"], each["currency"]) + (" assumed" if each["assumed"] else ""),
        amount=each["value"],
        currency=each["currency"],
        posture=each["posture_words"],
        posture_code=each["posture"],
        flags=tuple(
            flag["title"] + (" (new)" if flag["is_new"] else "")
            for flag in each["flags"]
            if flag["is_new"] or flag["title"].lower() != each["posture_words"]
        ),
        why=each["why"],
        move=(each["move"] or "Decide together what to try.") + clears,
        owner=called(each["owner"]) if each["owner"] else "nobody yet",
    )


def _changed(review: Mapping[str, Any], link: _Links) -> Part:
    rows = tuple(Row(called(each), link.of(each), each["sentence"]) for each in review["changes"])
    flags = tuple(row for owned in review["new_flags"] for row in _new_flags(owned, link))
    more = ((NEW_FLAGS, flags),) if flags else ()
    return Part(*TITLES[2], "" if rows else "Nothing changed by itself.", rows, more)


def _new_flags(owned: Mapping[str, Any], link: _Links) -> Iterator[Row]:
    last = len(owned["items"]) - 1
    for place, each in enumerate(owned["items"]):
        owner = called(each["owner"]) if each["owner"] else "No owner"
        more = f", and {number(owned['more'])} more" if owned["more"] and place == last else ""
        yield Row(called(each), link.of(each), f"{each['title']}, since {day(each['opened_on'])}.", f"{owner}{more}")


def bars_of(work: Mapping[str, Any]) -> tuple[Bars, ...]:
    """Where the creating work goes, as a review or a portfolio says it."""
    return tuple(_bars(each) for each in work["bars"])


def _bars(each: Mapping[str, Any]) -> Bars:
    shares = each["potential_share"], each["creating_share"]
    return Bars(each["part"], each["accounts"], *shares, (percent(shares[0]), percent(shares[1])))


def _unseen(said: Mapping[str, Any], currency: str, link: _Links) -> Part:
    rows = tuple(
        Row(
            called(each),
            link.of(each),
            each["why"],
            f"Ask {called(each['owner'])}." if each["owner"] else "No owner.",
            money(each["value"], currency),
            each["value"],
        )
        for each in said["accounts"]
    )
    return Part(*TITLES[4], said["sentence"], rows)
