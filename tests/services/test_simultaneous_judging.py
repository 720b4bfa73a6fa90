"""Two writers at once, two hundred times: what is stored is what is said of the rows when nobody else writes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from threading import Barrier

from sqlalchemy import Engine

from app.db import reading, writing
from app.models.account_mark import marked_accounts
from app.models.assessment import all_assessments
from app.services.ingest_records import Incoming
from app.services.policies import policy_in_force
from app.services.reassess_accounts import settle
from app.services.recompute import recompute
from app.services.store_record import store_record
from tests.properties.workspaces import AS_OF, at, on
from tests.sending import Crm, put

ROUNDS = 200
KEPT = 7
"""Records of a kind that are written over and over, so that the files stay small."""


def deal(account: str, number: int, amount: int) -> Incoming:
    about = {"account_id": account, "kind": "expansion", "started_by": "us", "created_at": at(20)}
    return put("opportunity", id=f"{account}-{number % KEPT}", amount=amount, next_step_due_on=on(-9), **about)


def quote(account: str, number: int, hour: int) -> Incoming:
    about = {"account_id": account, "requested_at": at(30, 9), "status": "sent"}
    return put("quote", id=f"{account}-{number % KEPT}", sent_at=at(30 - hour, 12), **about)


def task(account: str, number: int, hour: int) -> Incoming:
    about = {"kind": "task", "account_id": account, "user_ids": ["u"], "due_at": at(30, 12), "status": "done"}
    return put("activity", id=f"{account}-{number % KEPT}", completed_at=at(30, hour), **about)


def pairs() -> list[tuple[Incoming, Incoming]]:
    """What the two write in each round, to one account and to two in turns.

    Who has more at stake is to grow, so deals tell on both accounts.
    """
    random = Random("two writers")
    writes = []
    for number in range(ROUNDS):
        other = "ab"[number % 2]
        first = deal("a", 0, random.randint(1, 1000) * 1000)
        second = [
            deal(other, 1, random.randint(1, 1000) * 1000),
            quote(other, number, random.randint(0, 9)),
            task(other, number, random.randint(9, 15)),
        ][number % 3]
        writes.append((first, second))
    return writes


def test_two_writers_leave_what_one_after_the_other_leaves(engine: Engine) -> None:
    with writing(engine, None) as connection:
        crm = Crm(connection)
        for name in "ab":
            crm.send(put("account", id=name, relationship="customer", created_at=at(900)), at=AS_OF)
            crm.send(*(task(name, number, 11) for number in range(KEPT)), deal(name, 0, 5), at=AS_OF)
    settle(engine, crm.workspace_id, AS_OF)
    together, told = Barrier(2), set()

    def store(turn: int, incoming: Incoming) -> None:
        together.wait(timeout=60)
        store_record(engine, crm.workspace_id, crm.source_id, incoming, AS_OF + timedelta(microseconds=turn))

    with ThreadPoolExecutor(2) as pool:
        for number, pair in enumerate(pairs(), 1):
            list(pool.map(store, (2 * number, 2 * number + 1), pair))
            assert not different_from_recomputed(engine, crm.workspace_id), f"round {number}"
            told.add(open_money(engine, crm.workspace_id))
    assert len(told) > ROUNDS // 2, "the writes did not tell on the assessments"


def different_from_recomputed(engine: Engine, workspace_id: int) -> list[int]:
    """The accounts whose stored assessment is not what their rows say, or that are still to be judged."""
    with reading(engine, workspace_id) as connection:
        policy = policy_in_force(connection, workspace_id)
        said = {row["account_id"]: row["body"] for row in all_assessments(connection, workspace_id)}
        fresh = dict(recompute(connection, workspace_id, policy, AS_OF))
        waiting = marked_accounts(connection, workspace_id)
    return [number for number in fresh if said[number] != fresh[number] or number in waiting]


def open_money(engine: Engine, workspace_id: int) -> tuple[float, ...]:
    """What the stored assessments say is open, by account."""
    with reading(engine, workspace_id) as connection:
        return tuple(row["body"]["results"]["open"] for row in all_assessments(connection, workspace_id))
