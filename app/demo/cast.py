"""The people of the demo company and of its customers."""

import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from app.demo.book import Book
from app.demo.desk import Desk, Person
from app.demo.phrases import read_data

_NO_MARKS = str.maketrans({"ø": "o", "Ø": "O", "æ": "ae", "ß": "ss", "ł": "l", "Ł": "L", "ð": "d"})


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.translate(_NO_MARKS)).encode("ascii", "ignore").decode()
    return "".join(letter for letter in plain.lower() if letter.isalnum() or letter in ".-")


def write_team(book: Book, today: date, rng: Random) -> dict[str, dict[str, Any]]:
    """Everybody of ours, by key, with the id they got."""
    team = read_data("team.yaml")
    chief, managers = team["executive"], team["managers"]
    people: dict[str, dict[str, Any]] = {}
    for person in [chief, *managers, *team["support"], *team["sellers"]]:
        boss = next((m for m in managers if m.get("team") == person.get("team") and m is not person), None)
        boss = chief if person in managers else None if person is chief else boss
        joined_on = today - timedelta(days=rng.randint(500, 3200))
        manager_id = people[boss["key"]]["id"] if boss else None
        id_ = book.add(
            "user", updated_at=datetime.combine(joined_on, time(9), UTC), name=person["name"], team=person.get("team"),
            email=f"{_ascii(person['name'].replace(' ', '.'))}@{team['mail_domain']}", time_zone=person["zone"],
            title=person.get("title", "Account manager"), role=person.get("role", "seller"), started_on=joined_on,
            manager_id=manager_id, active=True,
        )  # fmt: skip
        people[person["key"]] = {**person, "id": id_, "manager_id": manager_id}
    return people


def write_contacts(desk: Desk, account: dict[str, Any], people: list[dict[str, Any]]) -> None:
    """The people at an account; some roles are filled in, most are not."""
    names = read_data("names.yaml")
    pool = names[account["country"]]
    given = desk.rng.sample(pool["given"], len(pool["given"]))
    family = desk.rng.sample(pool["family"], len(pool["family"]))
    domain = _ascii(account["name"].replace(" ", "-")) + ".example"
    taken: set[str] = set()
    for index, spec in enumerate(people):
        name = f"{given[index % len(given)]} {family[index % len(family)]}"
        listed = names["titles"].get(spec["title"])
        fresh = [title for title in listed if title not in taken] if listed else [spec["title"]]
        title = desk.rng.choice(fresh) if fresh else spec["title"].capitalize()
        taken.add(title)
        is_on_card = not listed or index < 3 or desk.rng.random() < 0.7
        left = spec.get("left")
        noted_at = desk.at(left - 2 if left else desk.rng.randint(20, 400))
        id_ = desk.book.add(
            "contact", updated_at=noted_at, account_id=desk.account_id, name=name, owner_id=desk.owner_id,
            title=title if is_on_card else None, role=spec.get("role"), stance=spec.get("stance"),
            email=f"{_ascii(name.replace(' ', '.'))}@{domain}",
            left_on=desk.day(left) if left else None,
        )  # fmt: skip
        desk.people.append(Person(id_, name, spec["share"], left, spec.get("quiet")))
