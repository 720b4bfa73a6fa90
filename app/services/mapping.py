"""What the CRM's own words were read as, with counts; what was not understood first."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from sqlalchemy import Connection

from app.domain.policy import Policy
from app.domain.records import RECORD_TYPES
from app.domain.records.choices import CHOICES
from app.domain.titles import OTHER
from app.domain.wording.mapping import field_title
from app.models.import_job import latest_jobs
from app.models.source import sources_of
from app.models.word_counts import record_counts, stage_counts, title_counts, users_with_accounts, value_counts
from app.services.correct_words import STAGE, Correction
from app.services.import_jobs import WAITING
from app.services.policies import policy_in_force
from app.services.recognise import likely_meaning

MOST_WORDS = 60
MOST_USERS = 12
SHOWN: dict[str, tuple[str, ...]] = {
    "account": ("relationship", "tier"),
    "contact": ("role",),
    "opportunity": ("kind", "started_by"),
    "quote": ("status",),
    "activity": ("kind", "direction", "outcome", "purpose"),
    "user": ("role",),
}
"""The fields whose words are counted."""
Counted = TypeVar("Counted")
By = Literal["person", "crm", "leadline", "nobody"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the CRM, how often it came, what it is read as, and who says so."""

    word: str
    count: int
    places: int
    means: str | None
    by: By
    likely: str | None = None
    """What it most likely means, where nobody said it."""

    @property
    def is_read(self) -> bool:
        return self.by != "nobody"


def read_mapping(connection: Connection, workspace_id: int) -> dict[str, Any]:
    policy = policy_in_force(connection, workspace_id)
    refused = _refused_words(connection, workspace_id, policy)
    return {
        "stages": _stages(connection, workspace_id, policy),
        "titles": _titles(connection, workspace_id, policy),
        "fields": _fields(connection, workspace_id, refused, policy),
        "records": _records(connection, workspace_id),
        "users": _users(connection, workspace_id),
    }


def proposed(mapping: Mapping[str, Any]) -> list[Correction]:
    """What every word that nobody explained most likely means."""
    words = [(STAGE, word) for word in mapping["stages"]]
    words += [(field["place"], word) for field in mapping["fields"] for word in field["refused"]]
    return [Correction(about, word.word, word.likely) for about, word in words if word.likely and not word.is_read]


def _stages(connection: Connection, workspace_id: int, policy: Policy) -> list[Word]:
    words = []
    for some in _spelled_alike(stage_counts(connection, workspace_id), lambda each: each.stage):
        deals, moves = sum(each.deals for each in some), sum(each.moves for each in some)
        sent = Counter[str | None]()
        for each in some:
            sent[each.sent] += each.deals + each.moves
        usual = max(sent, key=lambda kind: (sent[kind], kind or ""))
        said = policy.stage_kind(some[0].stage)
        by: By = "person" if said else "crm" if usual else "nobody"
        word = some[0].stage.strip()
        likely = None if said or usual else likely_meaning(STAGE, word)
        words.append(Word(word, deals, moves, said or usual, by, likely))
    return _ordered(words)


def _titles(connection: Connection, workspace_id: int, policy: Policy) -> list[Word]:
    words = []
    for some in _spelled_alike(title_counts(connection, workspace_id), lambda each: each.title):
        title, rank = some[0].title.strip(), policy.seniority_of(some[0].title)
        by: By = "nobody" if rank == OTHER else "leadline"
        by = "person" if title.lower() in policy.mappings.title else by
        contacts, accounts = sum(each.contacts for each in some), sum(each.accounts for each in some)
        words.append(Word(title, contacts, accounts, str(rank), by))
    return _ordered(words)


def _spelled_alike(counted: Iterable[Counted], word: Callable[[Counted], str]) -> list[list[Counted]]:
    """Those that are one word to the policy, which looks at no capitals; blank ones are none."""
    groups: dict[str, list[Counted]] = {}
    for each in sorted(counted, key=word):
        groups.setdefault(word(each).strip().lower(), []).append(each)
    return [some for key, some in groups.items() if key]


def _fields(
    connection: Connection, workspace_id: int, refused: Mapping[str, Counter[str]], policy: Policy
) -> list[dict[str, Any]]:
    known = policy.mappings.in_our_words
    counted = {
        f"{record_type}.{name}": counter
        for record_type, names in SHOWN.items()
        for name, counter in value_counts(connection, workspace_id, record_type, names).items()
    }
    found = []
    for place in dict.fromkeys((*counted, *refused)):
        counter = counted.get(place, Counter())
        found.append(
            {
                "place": place,
                "title": field_title(place),
                "choices": CHOICES.get(place, ()),
                "refused": [
                    Word(word, rows, 0, None, "nobody", likely_meaning(place, word))
                    for word, rows in refused.get(place, {}).items()
                ],
                "said": sorted(known.get(place, {}).items()),
                "counted": sorted(
                    ((value, rows) for value, rows in counter.items() if value is not None),
                    key=lambda pair: (-pair[1], pair[0]),
                ),
                "empty": counter[None],
                "rows": sum(counter.values()),
            }
        )
    return sorted((each for each in found if each["rows"] or each["refused"]), key=lambda each: not each["refused"])


def _refused_words(connection: Connection, workspace_id: int, policy: Policy) -> dict[str, Counter[str]]:
    """Words of the imports we still know of that no field took, and nobody has explained since."""
    found: dict[str, Counter[str]] = {}
    known = policy.mappings.in_our_words
    for job in latest_jobs(connection, workspace_id, WAITING):
        for record_type, name, word, rows in job["unread"]:
            place = f"{record_type}.{name}"
            if place in CHOICES and word.lower() not in known.get(place, {}):
                found.setdefault(place, Counter())[word] += rows
    return {place: Counter(dict(counter.most_common(MOST_WORDS))) for place, counter in found.items()}


def _records(connection: Connection, workspace_id: int) -> list[dict[str, Any]]:
    names = {source.id: source.name for source in sources_of(connection, workspace_id).values()}
    return [
        {"source": names.get(source_id, ""), "type": record_type, "there": there, "named": named}
        for (source_id, record_type), (there, named) in sorted(
            record_counts(connection, workspace_id).items(),
            key=lambda pair: (pair[0][0], list(RECORD_TYPES).index(pair[0][1])),
        )
    ]


def _users(connection: Connection, workspace_id: int) -> dict[str, Any]:
    users = users_with_accounts(connection, workspace_id)
    here = [user for user in users if not user["is_placeholder"] and user["active"] is not False]
    never_sent = [user for user in users if user["is_placeholder"]]
    numbers = {user["leadline_id"] for user in here}
    addresses = Counter(user["email"].strip().lower() for user in here if user["email"])
    without_email = [user for user in here if not user["email"] and user["accounts"]]
    lost = [user for user in here if user["manager_id"] and user["manager_id"] not in numbers]
    gone = [user for user in users if user["active"] is False and user["accounts"]]
    return {
        "here": len(here),
        "with_email": sum(1 for user in here if user["email"]),
        "with_manager": sum(1 for user in here if user["manager_id"]),
        "managers": len({user["manager_id"] for user in here if user["manager_id"]}),
        "never_sent": _some(never_sent),
        "without_email": _some(without_email),
        "lost_manager": _some(lost),
        "gone": _some(gone),
        "shared": [address for address, number in sorted(addresses.items()) if number > 1][:MOST_USERS],
    }


def _some(users: list[Mapping[str, Any]]) -> dict[str, Any]:
    return {"count": len(users), "accounts": sum(user["accounts"] for user in users), "first": users[:MOST_USERS]}


def _ordered(words: Iterable[Word]) -> list[Word]:
    return sorted(words, key=lambda each: (each.is_read, -each.count, -each.places, each.word))
