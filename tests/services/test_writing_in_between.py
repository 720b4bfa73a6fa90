"""A second writer comes in after every single statement of the first one, and nothing gets lost or stale."""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import timedelta
from itertools import count
from threading import get_ident
from typing import Any

import pytest
from sqlalchemy import Engine, event

from app.db import writing
from app.services.ingest_records import Incoming
from app.services.reassess_accounts import settle
from app.services.store_record import store_record
from tests.properties.workspaces import AS_OF, at
from tests.sending import Crm, put
from tests.services.test_simultaneous_judging import deal, different_from_recomputed, open_money, task

PATIENCE_S = 0.1
"""How long the first writer lets the second one go on; a second one that has to wait for the first goes on after it."""


class Interrupted:
    """While this is open, `second` writes after statement `position` of the thread that opened it."""

    def __init__(self, engine: Engine, pool: ThreadPoolExecutor, position: int, second: Any) -> None:
        self.engine, self.pool, self.position, self.second = engine, pool, position, second
        self.thread, self.seen, self.future = get_ident(), 0, None

    def __enter__(self) -> "Interrupted":
        event.listen(self.engine, "after_cursor_execute", self._executed)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "after_cursor_execute", self._executed)
        if self.future:
            self.future.result(timeout=60)

    def _executed(self, *_: object) -> None:
        if get_ident() == self.thread:
            self.seen += 1
            if self.seen == self.position:
                self.future: Future[Any] | None = self.pool.submit(self.second)
                wait([self.future], timeout=PATIENCE_S)


@pytest.mark.parametrize("other", ["a", "b"], ids=["one account", "two accounts"])
def test_a_record_that_arrives_while_another_is_judged_counts(engine: Engine, other: str) -> None:
    with writing(engine, None) as connection:
        crm = Crm(connection)
        for name in "ab":
            crm.send(put("account", id=name, relationship="customer", created_at=at(900)), at=AS_OF)
            crm.send(*(task(name, number, 11) for number in range(3)), deal(name, 0, 5), deal(name, 1, 5), at=AS_OF)
    settle(engine, crm.workspace_id, AS_OF)
    turns, told = count(1), set()

    def store(incoming: Incoming) -> None:
        store_record(engine, crm.workspace_id, crm.source_id, incoming, AS_OF + timedelta(microseconds=next(turns)))

    with ThreadPoolExecutor(1) as pool:
        for position in count(1):
            # Who has more at stake is to grow, so every deal tells on both accounts.
            amount = 1000 * position
            second = deal(other, 1, amount * (3 if position % 2 else 1))
            with Interrupted(engine, pool, position, lambda second=second: store(second)) as interrupted:
                store(deal("a", 0, amount * 2))
            if interrupted.future is None:
                break
            assert not different_from_recomputed(engine, crm.workspace_id), f"after statement {position}"
            told.add(open_money(engine, crm.workspace_id))
    assert len(told) == position - 1 > 20
