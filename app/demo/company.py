"""The demo company: Corvane Process Pumps, its team and sixty accounts, over fourteen months that end today.

Everything is drawn from generators seeded by name, so the same day gives the same company. Nothing here says
what an activity was for or how an account stands: that is for the judgement to find.
"""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from app.demo.book import Book
from app.demo.cast import write_contacts, write_team
from app.demo.desk import Desk
from app.demo.hours import OfficeHours
from app.demo.phrases import Phrases, read_data
from app.demo.stories import full_story, play


def stories() -> list[dict[str, Any]]:
    """All accounts as told: those with a story first. A story has ``because`` and ``expect``."""
    return [*read_data("stories.yaml"), *read_data("ordinary.yaml")]


def demo_records(today: date) -> list[dict[str, Any]]:
    """Canonical records as import rows with ``type``; nothing is done on or after ``today`` 00:00 UTC."""
    book = Book()
    team = write_team(book, today, Random("team"))
    ids = {story["name"]: book.next_id("account") for story in stories()}
    for story in stories():
        _account(book, today, team, ids, full_story(story))
    _directives(book, today, team, ids)
    return book.rows


def _account(
    book: Book, today: date, team: dict[str, dict[str, Any]], ids: dict[str, str], story: dict[str, Any]
) -> None:
    name, who, rng = story["name"], story["who"], Random(story["name"])
    owner = team[who["owner"]]
    habit = read_data("shapes.yaml")["habits"][story["service"]]
    desk = Desk(
        book=book, rng=rng, hours=OfficeHours(owner["zone"]), phrases=Phrases(story.get("language", "en"), rng),
        today=today, end=datetime.combine(today, time(), UTC), account_id=ids[name], owner_id=owner["id"],
        owner_name=owner["name"].split()[0], manager_id=owner["manager_id"], helper_id=team["petra"]["id"],
        habit={**habit, "mix": owner["mix"], "attended": owner["attended"]},
    )  # fmt: skip
    known = {key: value for key, value in who.items() if key not in ("owner", "parent")}
    paused = story.get("paused")
    created = story.get("created", rng.randint(460, 2600))
    in_days = {key: today + timedelta(days=days) for key, days in (("renewal_on", known.pop("renewal", None)),) if days}
    book.add(
        "account", id=desk.account_id, updated_at=desk.at(rng.randint(2, 20)), name=name, owner_id=owner["id"],
        parent_id=ids.get(who.get("parent", "")), created_at=desk.at(created),
        paused_until_on=today + timedelta(days=paused["days"]) if paused else None,
        pause_reason=paused["reason"] if paused else None,
        **({"currency": "EUR", "relationship": "customer"} | known | in_days),
    )  # fmt: skip
    moments = [{**m, "owner_was_id": team[m["owner_was"]]["id"]} if "owner_was" in m else m for m in story["moments"]]
    write_contacts(desk, {**who, "name": name}, story["people"])
    play(desk, {**story, "moments": moments})


def _directives(book: Book, today: date, team: dict[str, dict[str, Any]], ids: dict[str, str]) -> None:
    for spec in read_data("directives.yaml"):
        hours = OfficeHours(team[spec["by"]]["zone"])
        given_at = hours.at(hours.worked_day(today - timedelta(days=spec["ago"])), 0.5)
        ended = spec.get("ended")
        ended_on = hours.worked_day(today - timedelta(days=ended)) if ended is not None else None
        book.add(
            "directive", updated_at=hours.at(ended_on, 7) if ended_on else given_at,
            given_by=team[spec["by"]]["id"], given_to=team[spec["to"]]["id"], account_id=ids[spec["account"]],
            what=spec["what"], given_at=given_at, due_on=today - timedelta(days=spec["due"]), ended_on=ended_on,
            **{key: spec.get(key) for key in ("how_prescribed", "consulted_first", "way", "told_us", "result")},
        )  # fmt: skip
