"""Two who merge the same accounts at once, and one who erases while another writes: it ends as if in turn."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

from sqlalchemy import Engine

from app.db import reading, writing
from app.errors import Problem
from app.models.merging import merges_of
from app.services.erase_person import erase_person
from app.services.reassess_accounts import settle
from app.services.store_record import store_record
from tests.properties.workspaces import AS_OF, at
from tests.sending import Crm, patch, put
from tests.services.test_erase_person import anywhere
from tests.services.test_simultaneous_judging import different_from_recomputed

ROUNDS = 12
NAME = "Dana Ruiz"


def both(first: Callable[[], Any], second: Callable[[], Any]) -> None:
    together = Barrier(2)

    def started(work: Callable[[], Any]) -> None:
        together.wait(timeout=60)
        work()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(started, (first, second)))


def unless_gone(work: Callable[[], Any]) -> None:
    """Do it; one who was erased a moment ago is refused as gone."""
    try:
        work()
    except Problem as problem:
        if problem.status != 410:
            raise


def test_merging_each_into_the_other_ends_in_one_and_is_judged(engine: Engine) -> None:
    with writing(engine, None) as connection:
        crm = Crm(connection)
        for name in "ab":
            crm.send(put("account", id=name, relationship="customer", created_at=at(900)), at=AS_OF)
            crm.send(put("opportunity", id=f"of {name}", account_id=name, amount=5, created_at=at(20)), at=AS_OF)
        numbers = {row["leadline_id"] for row in crm.rows("account").values()}

    def merge(loser: str, winner: str | None, turn: int) -> Callable[[], Any]:
        into = patch("account", id=loser, merged_into_id=winner)
        return lambda: store_record(engine, crm.workspace_id, crm.source_id, into, AS_OF + timedelta(seconds=turn))

    for number in range(ROUNDS):
        both(merge("a", "b", 4 * number), merge("b", "a", 4 * number + 1))
        settle(engine, crm.workspace_id, AS_OF)
        with reading(engine, crm.workspace_id) as connection:
            merges = merges_of(connection, crm.workspace_id, "account")
        assert len({merges.of(account) for account in numbers}) == 1, f"round {number}"
        assert not different_from_recomputed(engine, crm.workspace_id), f"round {number}"
        both(merge("a", None, 4 * number + 2), merge("b", None, 4 * number + 3))


def test_whoever_is_erased_while_somebody_writes_of_them_stays_erased(engine: Engine) -> None:
    with writing(engine, None) as connection:
        crm = Crm(connection)
        crm.send(put("account", id="a", name="Halden"), at=AS_OF)
    for number in range(ROUNDS):
        who, now = f"dana {number}", AS_OF + timedelta(seconds=number)
        with writing(engine, None) as connection:
            Crm(connection).send(put("contact", id=who, account_id="a", name=NAME), at=AS_OF)
        late = put("contact", id=who, account_id="a", name=NAME, title="CFO")
        both(
            partial(unless_gone, partial(store_record, engine, crm.workspace_id, crm.source_id, late, now)),
            partial(erase_person, engine, crm.workspace_id, crm.source_id, "contact", who, now),
        )
        assert anywhere(engine, crm, NAME) == set(), f"round {number}"
