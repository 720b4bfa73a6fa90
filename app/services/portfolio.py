"""All accounts together: are the right companies called on?"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from math import ceil
from typing import Any, get_args

from app.domain import terms
from app.domain.policy import Policy
from app.domain.wording import portfolio as words
from app.domain.wording.answers import TITLES, would_settle_sentences
from app.domain.wording.findings import POSTURES, posture_words
from app.domain.wording.review import cannot_see_sentence, why_not_seen
from app.models.assessment import bodies_of
from app.services import review_parts as parts
from app.services.assessments import about_accounts
from app.services.briefs import stored_briefs
from app.services.choosing import Wanted, narrowed
from app.services.policies import policy_in_force
from app.services.review_parts import About, Bodies
from app.services.show_records import Caller

MOST_LISTED = 50
NOT_TO_BE_TOUCHED: tuple[terms.State, ...] = ("former", "partner", "paused")


def read_portfolio(caller: Caller, wanted: Wanted) -> dict[str, Any]:
    """The accounts of an owner or a team (None: all), as their assessments are stored."""
    policy = policy_in_force(caller.connection, caller.workspace_id)
    bodies = stored_briefs(caller)
    about = about_accounts(caller, list(bodies))
    sees = narrowed(caller, wanted).sees
    chosen = {number: body for number, body in bodies.items() if number in about and sees(number) and wanted.fits(body)}
    # High and busy are said of the whole book, whoever's part of it is looked at.
    silent = [number for number in _nobody_touches(bodies) if number in chosen]
    judged = {number: body for number, body in chosen.items() if body["state"] == "assessed"}
    return {
        "currency": policy.money.home_currency,
        "accounts": len(chosen),
        "owners": _owners(about),
        "totals": _totals(chosen, judged),
        "work": parts.work(chosen),
        "untouched": _untouched(chosen, silent, about, policy),
        "low_fit": _low_fit(chosen, _busy_from(bodies), about, policy),
        "cannot_see": _cannot_see(caller, chosen, silent, about, policy),
        "answers": _answers(judged),
    }


def _owners(about: About) -> list[dict[str, Any]]:
    found = {who["owner"]["leadline_id"]: who["owner"] for who in about.values() if who["owner"]}
    return sorted(found.values(), key=lambda owner: ((owner["name"] or "").casefold(), owner["leadline_id"]))


def _totals(chosen: Bodies, judged: Bodies) -> dict[str, Any]:
    not_valued = sum(1 for body in judged.values() if _value(body) is None)
    not_added: dict[str, float] = defaultdict(float)
    for body in judged.values():
        for each in body["results"]["not_added"]:
            not_added[each["currency"]] += each["amount"]
    return {
        "assessed": len(judged),
        "sentence": words.totals_sentence(len(judged), not_valued),
        "by_posture": [
            {
                "posture": posture,
                "words": POSTURES[posture],
                **_sums([body for body in judged.values() if body["posture"] == posture]),
            }
            for posture in get_args(terms.Posture)
        ],
        "by_aim": [
            {
                "aim": aim,
                **_sums(mine := [body for body in judged.values() if body["aim"] == aim]),
                "postures": {
                    posture: sum(body["posture"] == posture for body in mine) for posture in get_args(terms.Posture)
                },
            }
            for aim in get_args(terms.Aim)
        ],
        "not_assessed": dict(sorted(Counter(body["state"] for n, body in chosen.items() if n not in judged).items())),
        "not_added": [{"currency": currency, "amount": not_added[currency]} for currency in sorted(not_added)],
    }


def _value(body: Mapping[str, Any]) -> float | None:
    """At stake in home currency; None where nothing tells it, or only the tier's median stands in."""
    priority = body["priority"]
    return None if priority["assumed"] else priority["value"]


def _sums(some: Collection[Mapping[str, Any]]) -> dict[str, Any]:
    values = [_value(body) for body in some]
    known = [value for value in values if value is not None]
    return {"accounts": len(values), "value": sum(known), "not_valued": len(values) - len(known)}


def _nobody_touches(bodies: Bodies) -> list[int]:
    """In the top quarter by value, and for certain nobody spoke to them."""
    return [
        number
        for number in parts.by_potential(bodies)[0]
        if bodies[number]["state"] not in NOT_TO_BE_TOUCHED and _is_silent(bodies[number])
    ]


def _is_silent(body: Mapping[str, Any]) -> bool:
    """No two-way contact, where contact would have been logged."""
    return not body["contact_days"] and body["verdicts"].get("right_people", "no") == "no"


def _untouched(bodies: Bodies, found: list[int], about: About, policy: Policy) -> dict[str, Any]:
    return {
        "sentence": words.untouched_sentence(len(found), policy.windows.contact),
        "count": len(found),
        "value": sum(bodies[number]["priority"]["value"] for number in found),
        "accounts": [_line(bodies[number], about[number], policy) for number in found[:MOST_LISTED]],
    }


def _busy_from(bodies: Bodies) -> int:
    """The days of contact from which an account is in the busiest quarter."""
    days = sorted((body["contact_days"] for body in bodies.values() if body["contact_days"]), reverse=True)
    return days[ceil(len(days) / 4) - 1] if days else 1


def _low_fit(bodies: Bodies, busy_from: int, about: About, policy: Policy) -> dict[str, Any]:
    """In the top quarter by days of contact, and hardly our kind of company."""
    low = policy.findings.low_fit
    fits = {number: body.get("fit") for number, body in bodies.items()}
    found = sorted(
        (
            number
            for number, fit in fits.items()
            if fit is not None and fit <= low and bodies[number]["contact_days"] >= busy_from
        ),
        key=lambda number: (-bodies[number]["contact_days"], number),
    )
    known = sum(fit is not None for fit in fits.values())
    return {
        "sentence": words.low_fit_sentence(len(found), low, known),
        "count": len(found),
        "accounts": [_line(bodies[number], about[number], policy) for number in found[:MOST_LISTED]],
    }


def _cannot_see(caller: Caller, bodies: Bodies, silent: list[int], about: About, policy: Policy) -> dict[str, Any]:
    """What nobody touches for certain stands there, and not here."""
    hidden = [number for number in parts.not_seen(bodies) if number not in silent]
    listed = hidden[:MOST_LISTED]
    whole = dict(bodies_of(caller.connection, caller.workspace_id, listed))
    return {
        "sentence": cannot_see_sentence(len(hidden)),
        "count": len(hidden),
        "value": sum(_value(bodies[number]) or 0 for number in hidden),
        "accounts": [
            {
                **_line(bodies[number], about[number], policy),
                "why": why_not_seen(whole[number], ()),
                "would_settle": whole[number]["would_settle"],
                "would_settle_sentences": would_settle_sentences(whole[number], policy),
            }
            for number in listed
        ],
    }


def _line(body: Mapping[str, Any], about: Mapping[str, Any], policy: Policy) -> dict[str, Any]:
    return {
        **about,
        "aim": body["aim"],
        "posture": body["posture"],
        "posture_words": posture_words(body["posture"], body["aim"]),
        "state": body["state"],
        "value": body["priority"]["value"],
        "assumed": body["priority"]["assumed"],
        "fit": body.get("fit"),
        "contact_days": body["contact_days"],
        "last_contact_on": body["last_contact_on"],
        "effort": words.effort(body["contact_days"], body["creating_days"], policy.windows.contact),
    }


def _answers(judged: Bodies) -> list[dict[str, Any]]:
    """How each question is answered over all accounts."""
    counted: dict[str, Counter[str]] = {question: Counter() for question in TITLES}
    for body in judged.values():
        for question, verdict in body["verdicts"].items():
            counted[question][verdict] += 1
    return [
        {"question": question, "title": TITLES[question], **{each: said[each] for each in get_args(terms.Verdict)}}
        for question, said in counted.items()
    ]
