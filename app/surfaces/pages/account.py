"""One account: why it stands where it stands, and everything on file."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.terms import FLAG_CODES
from app.domain.wording.actions import as_agreed
from app.services.read_actions import Agreeing
from app.services.stated_records import OnFile
from app.surfaces.charts.course import trend_chart
from app.surfaces.charts.support import lineup_chart
from app.surfaces.pages.plans import TRIGGERS, plans_view
from app.surfaces.pages.rendering import Frame, render

MOST_CONTACTS = 60
MOST_MOVES = 12


def account_html(
    assessment: Mapping[str, Any],
    timeline: tuple[Sequence[Mapping[str, Any]], int | None],
    frame: Frame,
    tried: Mapping[str, Any] | None = None,
    agreeing: Agreeing | None = None,
    trend: Mapping[str, Any] | None = None,
    on_file: OnFile | None = None,
) -> str:
    """``timeline`` is the latest part of it, and where the next starts; of it the contact that counts is shown.

    ``tried`` is a cure tried.
    """
    order = {code: place for place, code in enumerate(FLAG_CODES)}
    by_weight = {
        name: sorted(assessment[name], key=lambda each: order.get(each["code"], len(order)))
        for name in ("findings", "flags")
    }
    latest, following = timeline
    contacts = [item for item in latest if item["two_way"] and item["in_window"]]
    return render(
        "account.html",
        frame=frame,
        account={**assessment, **by_weight},
        contacts=contacts[:MOST_CONTACTS],
        more_contacts=len(contacts) > MOST_CONTACTS or following is not None,
        tried=tried,
        trend=trend,
        chart=trend_chart(trend) if trend else None,
        line_up=lineup_chart(assessment),
        agreeing=agreeing,
        our_people=agreeing.whom.proposed if agreeing else (),
        PLAN_TRIGGERS=TRIGGERS,
        plans=plans_view(assessment, on_file) if on_file else None,
        moves=_moves(by_weight["findings"], assessment["flags"]),
    )


def _moves(findings: Sequence[Mapping[str, Any]], flags: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Each cure once, with the flag it came from, as the form sends it back."""
    flag_of = {flag["code"]: flag["id"] or "" for flag in flags}
    found: dict[str, dict[str, str]] = {}
    for finding in findings:
        for cure in finding["cures"]:
            if cure["id"]:
                named = f"{cure['code']}|{cure['type']}|{cure['id']}"
                value = f"{flag_of.get(finding['code'], '')}|{named}"
                found.setdefault(named, {"value": value, "what": as_agreed(cure["sentence"])})
    return list(found.values())[:MOST_MOVES]


def timeline_html(
    account: Mapping[str, Any], items: Sequence[Mapping[str, Any]], next_start: int | None, start: int, frame: Frame
) -> str:
    """``items`` are those from ``start`` on, latest first."""
    listed = {"items": items, "start": start, "next_start": next_start}
    return render("timeline.html", frame=frame, account=account, listed=listed)
