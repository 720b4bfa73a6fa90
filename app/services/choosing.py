"""Which accounts are wanted: what each filter means, on every page and in the API."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.models.account_choice import Traits, accounts_with, traits_of_all
from app.models.naming import named_records
from app.services.show_records import Caller

NOT_GROW = "not_grow"
"""An aim a page may ask for: keep or exit."""
NOBODY = 0
"""The number of no user."""
OF_THE_ACCOUNT = ("owner_id", "team", "tier", "country")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which assessments to list; None means any. ``owner_id`` is a ``leadline_id``."""

    posture: str | None = None
    aim: str | None = None
    owner_id: int | None = None
    team: str | None = None
    tier: str | None = None
    country: str | None = None

    def fits(self, body: Mapping[str, Any]) -> bool:
        """Whether what we say about an account fits. As headlines count: only one that is assessed has a posture."""
        posture = body["posture"] if body["state"] == "assessed" else None
        aims = {None: (body["aim"],), NOT_GROW: ("keep", "exit")}.get(self.aim, (self.aim,))
        return self.posture in (None, posture) and body["aim"] in aims


EVERY = Wanted()


def narrowed(caller: Caller, wanted: Wanted) -> Caller:
    """The caller, seeing of their accounts only those of the wanted owner, team, tier and country."""
    asked = {name: value for name, value in asdict(wanted).items() if name in OF_THE_ACCOUNT and value is not None}
    if not asked:
        return caller
    found = accounts_with(caller.connection, caller.workspace_id, asked)
    return replace(caller, seen=found if caller.seen is None else found & caller.seen)


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from among the accounts that whoever asks may see."""

    accounts: int
    owners: list[dict[str, Any]]
    teams: list[str]
    tiers: list[str]
    countries: list[str]


def choices_of(caller: Caller) -> Choices:
    seen = [each for each in traits_of_all(caller.connection, caller.workspace_id) if caller.sees(each.account)]
    numbers = {each.owner for each in seen if each.owner is not None}
    users = named_records(caller.connection, caller.workspace_id, {"user": numbers})
    owners = [
        {"leadline_id": number, "name": user["name"] or user["external_id"], "team": user["team"]}
        for (_, number), user in users.items()
    ]
    return Choices(
        accounts=len(seen),
        owners=sorted(owners, key=lambda owner: (owner["name"].casefold(), owner["leadline_id"])),
        teams=_found(seen, "team"),
        tiers=_found(seen, "tier"),
        countries=_found(seen, "country"),
    )


def _found(seen: list[Traits], name: str) -> list[str]:
    return sorted({value for each in seen if (value := getattr(each, name))}, key=lambda text: (text.casefold(), text))
