"""A backtest as the API gives it: names and sentences put in."""

from dataclasses import asdict
from datetime import datetime, timedelta
from math import isfinite
from typing import Any

from app import clock
from app.domain.backtest.groups import Group, groups
from app.domain.backtest.intervals import Rate, Span
from app.domain.backtest.looking_back import LookedBack, Month, Period
from app.domain.backtest.single_quotes import QuoteCases
from app.domain.business_hours import zone_or
from app.domain.policy import Policy
from app.domain.wording import backtest as wording
from app.models.naming import named_records
from app.services.assessments import about_accounts
from app.services.show_records import Caller


def shown(
    caller: Caller, found: LookedBack, quotes: QuoteCases, policy: Policy, period: Period, known_until: datetime
) -> dict[str, Any]:
    counted = [month for month in found.months if month.is_over]
    accounts = len({seen.account_id for seen in found.seen})
    of_kind: dict[str, list[dict[str, Any]]] = {"posture": [], "answer": [], "measure": []}
    for group in groups(found, quotes):
        of_kind[group.kind].append(_group(group, quotes, policy, period))
    return {
        "basis": "reconstructed",
        "policy_version": policy.version,
        "zone": policy.calendar.zone,
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "horizon_days": period.horizon_days,
        "known_until": clock.written(known_until),
        "sentence": wording.headline(len(counted), len(found.months), len(found.seen), accounts),
        "notes": list(wording.NOTES),
        "months": [_month(month, policy, period, known_until) for month in found.months],
        "postures": of_kind["posture"],
        "answers": of_kind["answer"],
        "measures": of_kind["measure"],
        "false_greens": _false_greens(caller, found, policy),
    }


def _month(month: Month, policy: Policy, period: Period, known_until: datetime) -> dict[str, Any]:
    zone = zone_or(None, policy.calendar.zone)
    until = (month.as_of + timedelta(days=period.horizon_days)).astimezone(zone).date()
    judged = month.postures.total()
    return {
        "on": month.as_of.astimezone(zone).date().isoformat(),
        "judged": judged,
        "not_judged": month.not_judged,
        "postures": dict(sorted(month.postures.items())),
        "counted": month.is_over,
        "sentence": wording.month_sentence(judged, month.is_over, until, known_until.astimezone(zone).date()),
    }


def _group(group: Group, quotes: QuoteCases, policy: Policy, period: Period) -> dict[str, Any]:
    one, other = wording.labels(group.kind, group.code)
    is_quote = group.kind == "measure" and group.code == "first_quote"
    return {
        "code": group.code,
        "title": wording.title(group.kind, group.code),
        "group_label": one,
        "others_label": other,
        "scope": wording.scope(quotes, policy.calendar.zone) if is_quote else wording.horizon(period.horizon_days),
        "outcomes": [
            {
                "outcome": outcome,
                "title": wording.outcome_title(group, outcome),
                "group": _rate(pair.group),
                "others": _rate(pair.others),
                "difference": _span(pair.difference),
                "lift": _span(pair.lift),
                "sentence": wording.comparison_sentence(group, pair),
                "verdict": wording.lift_words(pair),
            }
            for outcome, pair in group.outcomes
        ],
    }


def _rate(rate: Rate) -> dict[str, Any]:
    share = _span(rate.share) or {"value": None, "low": None, "high": None}
    words, limits = wording.rate_words(rate), wording.limits(rate) or None
    return {"yes": rate.yes, "of": rate.of, "accounts": rate.accounts, **share, "words": words, "limits": limits}


def _span(span: Span | None) -> dict[str, Any] | None:
    if span is None:
        return None
    return {name: round(value, 4) if isfinite(value) else None for name, value in asdict(span).items()}


def _false_greens(caller: Caller, found: LookedBack, policy: Policy) -> list[dict[str, Any]]:
    """Each loss once, at the last month start that said led."""
    last = {(seen.account_id, loss): seen for seen in found.seen for loss in seen.losses}
    about = about_accounts(caller, sorted({account for account, _ in last}))
    deals = {loss.opportunity_id for _, loss in last if loss.opportunity_id is not None}
    named = named_records(caller.connection, caller.workspace_id, {"opportunity": deals})
    zone = zone_or(None, policy.calendar.zone)
    listed = []
    for (account, loss), seen in sorted(last.items(), key=lambda each: (-(each[0][1].amount or 0), each[0][0])):
        who = about.get(account)
        if who is None:
            continue
        deal = named.get(("opportunity", loss.opportunity_id or 0))
        lost_on = loss.lost_at.astimezone(zone).date() if loss.lost_at else None
        said_on = seen.as_of.astimezone(zone).date()
        what = None if loss.opportunity_id is None else (deal or {}).get("name") or "a deal without a name"
        amount = "" if loss.amount is None else f" ({loss.amount:,.0f} {policy.money.home_currency})"
        listed.append(
            {
                "account_id": who["account_id"],
                "leadline_id": account,
                "name": who["name"],
                "said_on": said_on.isoformat(),
                "lost": "account" if loss.opportunity_id is None else "opportunity",
                "opportunity_id": caller.shown(deal["source_id"], deal["external_id"]) if deal else None,
                "amount": loss.amount,
                "currency": policy.money.home_currency if loss.amount is not None else None,
                "lost_on": lost_on.isoformat() if lost_on else None,
                "sentence": wording.false_green_sentence(
                    who["name"] or who["account_id"], said_on, what, amount, lost_on
                ),
            }
        )
    return listed
