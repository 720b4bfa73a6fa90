"""Plays one account's story onto its desk, from people and deals to every day of contact."""

from datetime import timedelta
from typing import Any

from app.demo.contact import call, contact_day, customer_asks, meeting
from app.demo.deals import deal
from app.demo.desk import Desk
from app.demo.phrases import read_data
from app.demo.quoting import quote
from app.demo.tasks import note, planned, reach_out, task

DAYS = 425
"""Fourteen months."""
SILENT: dict[str, Any] = {
    "moments": [], "commitments": [], "scenarios": [], "creating": 0.0, "overdue": 0, "unanswered": 0, "blank": [],
}  # fmt: skip
SEASON = {7: 0.7, 8: 0.55, 12: 0.7, 3: 1.2, 9: 1.2, 10: 1.2, 11: 1.1}


def full_story(account: dict[str, Any]) -> dict[str, Any]:
    """The story with what its shape says where it is silent."""
    shape: dict[str, Any] = read_data("shapes.yaml")["shapes"][account["like"]]
    return SILENT | shape | account


def play(desk: Desk, story: dict[str, Any]) -> None:
    for spec in story["deals"]:
        if desk.rng.random() > spec.get("chance", 1):
            continue
        deal(desk, {**spec, **_money(desk, story, spec)})
    for spec in story["commitments"]:
        _commitment(desk, spec)
    change_id = None
    for moment in story["moments"]:
        change_id = _moment(desk, moment, change_id) or change_id
    for spec in story["scenarios"]:
        _scenario(desk, spec, None)
    _days_of_contact(desk, story)
    for ago in _spread(desk, desk.draw(story["quotes"]), 3):
        if person := desk.person(ago):
            quote(desk, ago, person)
    for ago in _spread(desk, desk.draw(story["tasks"]), 1):
        task(desk, ago, story["creating"])
    for number in range(story["overdue"]):
        task(desk, 16 + 7 * number, story["creating"], overdue=True)
    for number in range(story["unanswered"]):
        customer_asks(desk, 9 + 12 * number, desk.people[0], answered=False)
    _around(desk, story)


def _money(desk: Desk, story: dict[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    """American deals are in dollars; the CRM keeps their euro value unless the story says it does not."""
    if story["who"]["country"] not in ("US", "MX", "CA"):
        return {}
    amount = round(desk.draw(spec.get("amount", [18_000, 140_000])), -3)
    return {"amount": amount, "currency": "USD", "home": amount * 0.9 if story.get("home", True) else None}


def _is_blank(story: dict[str, Any], ago: int) -> bool:
    return any(first <= ago <= last for first, last in story["blank"])


def _days_of_contact(desk: Desk, story: dict[str, Any]) -> None:
    """Draws the days by season, then fills each with a contact."""
    created = story.get("created", DAYS)
    for first, last, days in ((1, 89, story["pace"]["now"]), (90, DAYS, story["pace"]["before"])):
        wanted = desk.draw(days) if first == 1 else round(desk.draw(days) * (last - first) / 90)
        span = desk.hours.worked_days(desk.day(min(last, created)), desk.today - timedelta(days=first))
        weighed = sorted(span, key=lambda day: desk.rng.random() ** (1 / SEASON.get(day.month, 1.0)), reverse=True)
        for ago in sorted((desk.ago(day) for day in weighed[:wanted]), reverse=True):
            person = desk.person(ago)
            if person and not _is_blank(story, ago):
                contact_day(desk, ago, person, story["creating"])


def _spread(desk: Desk, count: int, latest: int) -> list[int]:
    """``count`` ages over the fourteen months, evenly but not regularly."""
    step = (DAYS - latest) / count if count else 0
    return [int(latest + step * (index + desk.rng.random())) for index in reversed(range(count))]


def _around(desk: Desk, story: dict[str, Any]) -> None:
    """Notes, attempts without an answer, and what stands in the diary."""
    created, pace = story.get("created", DAYS), desk.draw(story["pace"]["before"])
    for ago in _spread(desk, pace // 4, 5):
        if ago < created and not _is_blank(story, ago):
            note(desk, ago)
    strangers = [index for index, person in enumerate(desk.people) if person.share]
    for ago in _spread(desk, int(pace * story["creating"] / 2), 3):
        if ago < created and not _is_blank(story, ago):
            reach_out(desk, ago, desk.rng.choice(strangers))
    if desk.draw(story["pace"]["now"]) > 5 and desk.rng.random() < 0.6:
        planned(desk)


def _commitment(desk: Desk, spec: dict[str, Any]) -> None:
    by, kept = spec["by"], spec.get("kept")
    index = spec.get("deal")
    desk.book.add(
        "commitment", updated_at=desk.at(kept if kept is not None else spec["ago"]), account_id=desk.account_id,
        opportunity_id=desk.deals[index]["id"] if index is not None and index < len(desk.deals) else None,
        contact_id=desk.people[0].id, user_id=desk.owner_id if by == "us" else None, made_by=by,
        what=desk.words(f"promise_{by}", desk.people[0])[0], made_on=desk.day(spec["ago"]),
        due_on=desk.day(spec["due"]), kept_on=desk.day(kept) if kept is not None else None,
    )  # fmt: skip


def _scenario(desk: Desk, spec: dict[str, Any], change_id: str | None) -> None:
    accepted = spec.get("accepted")
    accepted_on = desk.day(accepted) if accepted else None
    trigger = spec.get("trigger", None if change_id else "manual")
    desk.book.add(
        "scenario", updated_at=desk.at(accepted or 20), account_id=desk.account_id, change_id=change_id,
        what_if=spec["what"], trigger=trigger, trigger_days=spec.get("days"),
        options=[{"what": desk.words("option")[0], "owner_id": desk.owner_id, "accepted_on": accepted_on}],
    )  # fmt: skip


def _moment(desk: Desk, moment: dict[str, Any], change_id: str | None) -> str | None:
    """One dated event of the story; returns the id of a change it notes."""
    ago = desk.draw(moment["ago"])
    add, at, on = desk.book.add, desk.at(ago), desk.day(ago)
    if "change" in moment:
        ended = moment.get("ended")
        return add(
            "change", updated_at=at if ended is None else desk.at(ended), account_id=desk.account_id,
            kind=moment["change"], intensity=moment.get("intensity"), noticed_on=on, note=moment.get("note"),
            ended_on=None if ended is None else desk.day(ended),
        )  # fmt: skip
    if "scenario" in moment:
        _scenario(desk, {"what": moment["scenario"], "accepted": moment["accepted"]}, change_id)
    elif "meet" in moment:
        people = [desk.people[index] for index in moment["meet"] if index < len(desk.people)]
        index = moment.get("deal")
        about = {"opportunity_id": desk.deals[index]["id"]} if index is not None else {}
        meeting(desk, ago, people, moment["about"], **about)
    elif "call" in moment:
        call(desk, ago, desk.people[moment["call"]], moment["about"])
    elif "owner_was_id" in moment:
        add(
            "field_change", updated_at=at, record_type="account", record_id=desk.account_id, field="owner_id",
            old=moment["owner_was_id"], new=desk.owner_id, changed_at=at,
        )  # fmt: skip
    return None
