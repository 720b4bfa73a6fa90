"""An account's past as plain values, and back."""

from collections.abc import Mapping
from dataclasses import astuple
from datetime import datetime
from typing import Any

from app.domain.contact_days import Touch
from app.domain.dossier import Starter
from app.domain.facts import Feed
from app.domain.past import Past, Reach
from app.domain.rows import ActivityRow


def past_to_json(past: Past) -> dict[str, Any]:
    """What reading it back needs beside its reach."""
    return {
        "left_out": past.left_out,
        "firsts": [_text(at) for at in (past.first_at, past.earliest_at, past.ticket_at)],
        "people": sorted(past.people),
        "feeds": [[*key, *astuple(feed)] for key, feed in sorted(past.feeds.items())],
        "contact": [[source, sorted(days)] for source, days in sorted(past.contact.items())],
        "touches": [_touch(touch) for touch in past.touches],
        "open_messages": sorted(past.open_messages),
        "starters": [
            [number, _text(made_at), starter.who, starter.inferred]
            for number, (made_at, starter) in sorted(past.starters.items())
        ],
    }


def past_from_json(reach: Reach, body: Mapping[str, Any]) -> Past:
    first_at, earliest_at, ticket_at = map(_instant, body["firsts"])
    return Past(
        reach=reach,
        left_out=body["left_out"],
        first_at=first_at,
        earliest_at=earliest_at,
        ticket_at=ticket_at,
        people=frozenset(body["people"]),
        feeds={(source, name): Feed(*numbers) for source, name, *numbers in body["feeds"]},
        contact={source: set(days) for source, days in body["contact"]},
        touches=tuple(
            Touch(
                datetime.fromisoformat(at),
                datetime.fromisoformat(settled_at),
                tuple(people),
                ActivityRow(*row),
                inferred,
            )
            for at, settled_at, people, row, inferred in body["touches"]
        ),
        open_messages=frozenset(body["open_messages"]),
        starters={
            number: (datetime.fromisoformat(made_at), Starter(who, inferred))
            for number, made_at, who, inferred in body["starters"]
        },
    )


def _touch(touch: Touch) -> list[Any]:
    row = touch.activity
    told = [row.id, row.key, row.source_id, row.kind]
    return [touch.at.isoformat(), touch.settled_at.isoformat(), touch.people, told, touch.inferred]


def _bare(told: list[Any]) -> ActivityRow:
    number, key, source_id, kind = told
    return ActivityRow(number, key, source_id, kind=kind)


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
