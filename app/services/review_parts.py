"""The parts of a weekly review, built from assessments of now and of a week before."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from app.domain.policy import Policy
from app.domain.trend import Reason
from app.domain.wording import review as words
from app.domain.wording.actions import agreed_words
from app.domain.wording.answers import WOULD_SETTLE
from app.domain.wording.cures import cure_sentence
from app.domain.wording.findings import TITLES, finding_sentence, posture_words
from app.domain.wording.names import Named
from app.domain.wording.plans import news_says

Bodies = Mapping[int, Mapping[str, Any]]
About = Mapping[int, Mapping[str, Any]]
ACCOUNTS_DISCUSSED = 5
QUIET = ("snoozed", "on_purpose", "disagreed")
QUARTERS = ("Most potential", "Second quarter", "Third quarter", "Least potential")


def weight(body: Mapping[str, Any]) -> float:
    return float((body["priority"]["value"] or 0) * body["priority"]["shortfall"])


def headline(bodies: Bodies, before: Bodies, currency: str) -> dict[str, Any]:
    growth = {number for number, body in bodies.items() if body["aim"] == "grow" and body["state"] == "assessed"}
    now = _managed_not_led(bodies)
    was = _managed_not_led(before)
    return {
        "growth_accounts": len(growth),
        "managed_not_led": len(now),
        "untouched_potential": sum(bodies[number]["priority"]["value"] or 0 for number in now),
        "currency": currency,
        "last_week": len(was),
        "fixed": len(was - now),
        "new": len(now - was),
        "sentence": words.headline(len(now), len(growth)),
    }


def _managed_not_led(bodies: Bodies) -> set[int]:
    return {
        number
        for number, body in bodies.items()
        if (body["aim"], body["state"], body["posture"]) == ("grow", "assessed", "managed_only")
    }


def opening_line(bodies: Bodies, policy: Policy) -> str:
    assessed = [(body["contact_days"], -number, body) for number, body in bodies.items() if body["contact_days"]]
    busiest = [body for _, _, body in sorted(assessed, key=lambda each: each[:2], reverse=True)[:ACCOUNTS_DISCUSSED]]
    return words.opening_line(busiest, policy.windows.work)


def to_discuss(bodies: Bodies, flags: Mapping[int, Sequence[Mapping[str, Any]]]) -> list[int]:
    """The weightiest accounts with a flag nobody has answered; what we cannot see has a part of its own."""
    open_flags = {
        number
        for number, some in flags.items()
        if any(flag["code"] != "capture_gap" and flag["status"] not in QUIET for flag in some)
    }
    ranked = sorted(open_flags & bodies.keys(), key=lambda number: (-weight(bodies[number]), number))
    return ranked[:ACCOUNTS_DISCUSSED]


def is_new(flag: Mapping[str, Any], monday: date) -> bool:
    """Opened since the Monday of the review before; on that day itself it was too young to be told."""
    return date.fromisoformat(flag["opened_on"]) >= monday - timedelta(weeks=1)


def account_line(
    body: Mapping[str, Any],
    about: Mapping[str, Any],
    flags: Sequence[Mapping[str, Any]],
    named: Named,
    policy: Policy,
    monday: date,
) -> dict[str, Any]:
    codes = [flag["code"] for flag in flags]
    live = sorted(
        (finding for finding in body["findings"] if finding["code"] in codes),
        key=lambda finding: codes.index(finding["code"]),
    )
    cures: Sequence[Mapping[str, Any]] = next((finding["cures"] for finding in live if finding["cures"]), [])
    return {
        **about,
        "value": body["priority"]["value"],
        "assumed": body["priority"]["assumed"],
        "currency": body["results"]["currency"],
        "posture": body["posture"],
        "posture_words": posture_words(body["posture"], body["aim"]),
        "flags": [
            {
                **flag,
                "title": TITLES[flag["code"]],
                "is_new": is_new(flag, monday),
            }
            for flag in flags
        ],
        "why": finding_sentence(live[0], body, named, policy)
        if live
        else f"{TITLES[codes[0]]}: mended, to be confirmed.",
        "move": _move(cures, named) if cures else None,
        "cure": _named_cure(cures[0], named) if cures else None,
        "move_clears": bool(cures and cures[0]["clears"]),
    }


def _move(cures: Sequence[Mapping[str, Any]], named: Named) -> str:
    """The weightiest step; where it does not clear the flag by itself, the next of another kind too."""
    first, *others = cures
    said = cure_sentence(first, named)
    then = next((each for each in others if each["code"] != first["code"]), None)
    if first["clears"] or then is None:
        return said
    after = cure_sentence(then, named)
    return f"{said} Then {after[0].lower()}{after[1:]}"


def _named_cure(cure: Mapping[str, Any], named: Named) -> dict[str, Any]:
    """The cure as an agreement names it, and what agreeing to it is called."""
    id_ = named.get((cure["type"], cure["ref"]), {}).get("id")
    return {"code": cure["code"], "type": cure["type"], "id": id_, "what": agreed_words(cure, named)}


def overtaken(bodies: Bodies, policy: Policy) -> set[int]:
    """Accounts whose changes ask for more leadership than they get."""
    return {
        number
        for number, body in bodies.items()
        if (axis := body["effectiveness"]) and axis["low"] < axis["line"] > policy.lines.effectiveness
    }


def changes(
    bodies: Bodies,
    before: Bodies,
    about: About,
    named: Named,
    overtaken: Collection[int],
    reasons: Mapping[int, Reason],
) -> list[dict[str, Any]]:
    """Posture changes since the week before, with their reasons, and accounts that change has overtaken.

    The weightiest first.
    """
    found = []
    for number, body in sorted(bodies.items(), key=lambda pair: (-weight(pair[1]), pair[0])):
        was = before.get(number)
        axis = body["effectiveness"]
        if was and was["posture"] != body["posture"] and "not_known" not in (was["posture"], body["posture"]):
            said = words.posture_change(was["posture"], body["posture"], reasons.get(number))
        elif number in overtaken:
            (news,) = (each["evidence"] for each in axis["answers"] if each["question"] == "ready_for_change")
            said = words.line_change(news, named, axis["line"], axis["low"])
        else:
            continue
        found.append({**about[number], "sentence": said[:1].upper() + said[1:] + "."})
    return found


def news(bodies: Bodies, since: date) -> dict[int, list[Mapping[str, Any]]]:
    """Account to what is new there: changes still young, and who spoke after a long silence since that day."""
    found = {
        number: [
            each
            for each in (body.get("lines") or {}).get("news", ())
            if each["code"] == "young_change" or date.fromisoformat(each["on"]) >= since
        ]
        for number, body in bodies.items()
    }
    return {number: some for number, some in found.items() if some}


def news_told(
    fresh: Mapping[int, Sequence[Mapping[str, Any]]], bodies: Bodies, about: About, named: Named, policy: Policy
) -> list[dict[str, Any]]:
    """What asks nothing yet, the weightiest accounts first."""
    ranked = sorted(fresh, key=lambda number: (-weight(bodies[number]), number))
    return [
        {**about[number], "sentence": news_says(each, named, policy) + "."}
        for number in ranked
        for each in fresh[number]
    ]


def by_potential(bodies: Bodies) -> list[list[int]]:
    """The accounts whose value is known, in four parts, the most potential first."""
    valued = sorted(
        (number for number, body in bodies.items() if body["priority"]["value"] and not body["priority"]["assumed"]),
        key=lambda number: (-bodies[number]["priority"]["value"], number),
    )
    return [valued[len(valued) * n // 4 : len(valued) * (n + 1) // 4] for n in range(len(QUARTERS))]


def work(bodies: Bodies) -> dict[str, Any]:
    """Creating work against potential, by quarters of the accounts whose value is known."""
    quarters = by_potential(bodies)
    money = [sum(bodies[number]["priority"]["value"] for number in quarter) for quarter in quarters]
    days = [sum(bodies[number]["creating_days"] for number in quarter) for quarter in quarters]
    bars = [
        {
            "part": part,
            "accounts": len(quarter),
            "potential_share": money[n] / sum(money) if sum(money) else None,
            "creating_share": days[n] / sum(days) if sum(days) else None,
        }
        for n, (part, quarter) in enumerate(zip(QUARTERS, quarters, strict=True))
    ]
    return {"bars": bars if any(quarters) else [], "sentence": words.work_sentence(sum(days), days[0])}


def not_seen(bodies: Bodies) -> list[int]:
    """Accounts whose posture is not known, the most valuable first."""
    hidden = [
        number for number, body in bodies.items() if (body["posture"], body["state"]) == ("not_known", "assessed")
    ]
    return sorted(hidden, key=lambda number: (-(bodies[number]["priority"]["value"] or 0), number))


def cannot_see(bodies: Bodies, about: About) -> dict[str, Any]:
    hidden = not_seen(bodies)
    return {
        "accounts": [
            {
                **about[number],
                "value": bodies[number]["priority"]["value"],
                "why": words.why_not_seen(
                    bodies[number], [WOULD_SETTLE[question] for question in bodies[number]["would_settle"]]
                ),
            }
            for number in hidden[:ACCOUNTS_DISCUSSED]
        ],
        "value": sum(bodies[number]["priority"]["value"] or 0 for number in hidden),
        "sentence": words.cannot_see_sentence(len(hidden)),
    }


def unchanged(bodies: Bodies, before: Bodies, discussed: Sequence[int]) -> dict[str, Any]:
    same = [
        number
        for number, body in bodies.items()
        if number not in discussed and before.get(number, {}).get("posture") == body["posture"]
    ]
    return {"accounts": len(same), "sentence": words.unchanged_sentence(len(same))}
