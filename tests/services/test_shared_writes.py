"""Writers who come at once share a transaction, and each is answered as if it had been alone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from typing import Any

from sqlalchemy import Connection, Engine, event

from app.db import writing
from app.errors import Problem
from app.services.expected import Expected
from app.services.ingest_records import Incoming
from app.services.store_record import Answer, store_record
from tests.sending import NOON, Crm, put

WRITERS = 12


def note(id_: str, **said: Any) -> Incoming:
    return put("activity", id=id_, kind="note", account_id="a", **said)


class AtOnce:
    """Writers who all wait while the first one is held up inside its transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with writing(engine, None) as connection:
            self.crm = Crm(connection)

    def store(self, record: Incoming, turn: int = 0, **how: Any) -> Answer:
        received_at = NOON + timedelta(seconds=turn)
        return store_record(self.engine, self.crm.workspace_id, self.crm.source_id, record, received_at, **how)

    def run(self, *writes: tuple[Incoming, dict[str, Any]]) -> tuple[list[Any], int]:
        """The answer or error of each, and how many transactions were committed."""
        inside, go_on, commits = Event(), Event(), []

        def hold(*_: object) -> None:
            inside.set()
            go_on.wait(30)

        with ThreadPoolExecutor(len(writes) + 1) as pool:
            first = pool.submit(self.store, note("first"), more=hold)
            inside.wait(30)
            event.listen(self.engine, "commit", lambda _: commits.append(1))
            futures = []
            for turn, (record, how) in enumerate(writes, 1):
                futures.append(pool.submit(self.store, record, turn, **how))
                while len(self.waiting()) < turn:
                    inside.wait(0.01)
            go_on.set()
            first.result(30)
            return [future.exception(30) or future.result() for future in futures], len(commits)

    def waiting(self) -> Any:
        from app.services.store_record import _QUEUES

        return _QUEUES[self.engine][self.crm.workspace_id]._waiting


def test_each_is_answered_as_if_alone_and_they_share_their_commits(engine: Engine) -> None:
    writers = AtOnce(engine)
    answers, commits = writers.run(*((note(f"n{n}", subject=f"About {n}"), {}) for n in range(WRITERS)))
    assert [stored.id for stored, _ in answers] == [f"n{n}" for n in range(WRITERS)]
    assert [shown["subject"] for _, shown in answers] == [f"About {n}" for n in range(WRITERS)]
    assert {(stored.version, stored.status, stored.created) for stored, _ in answers} == {(1, "stored", True)}
    assert commits < WRITERS


def test_two_writes_of_one_record_get_versions_in_the_order_they_came(engine: Engine) -> None:
    writers = AtOnce(engine)
    answers, _ = writers.run(*((note("n", subject=said), {}) for said in ("z", "a", "m", "m")))
    assert [(stored.version, stored.status, shown["subject"]) for stored, shown in answers] == [
        (1, "stored", "z"),
        (2, "stored", "a"),
        (3, "stored", "m"),
        (3, "unchanged", "m"),
    ]


def test_one_that_came_before_what_is_stored_and_was_held_up_does_not_win(engine: Engine) -> None:
    writers = AtOnce(engine)
    writers.store(put("account", id="a", name="Later"), turn=5)
    _, shown = writers.store(put("account", id="a", name="Earlier"), turn=4)
    assert shown["name"] == "Later"
    _, shown = writers.store(put("account", id="a", name="Latest"), turn=6)
    assert shown["name"] == "Latest"


def test_one_that_is_refused_fails_nobody_else(engine: Engine) -> None:
    def fails(connection: Connection, *_: object) -> None:
        raise ArithmeticError("not this one")

    writers = AtOnce(engine)
    only_new = {"expected": Expected(if_none_match="*")}
    answers, _ = writers.run(
        (note("1"), {}), (note("first"), only_new), (note("2"), {"more": fails}), (note("3"), only_new), (note("4"), {})
    )
    assert [type(answer) for answer in answers] == [tuple, Problem, ArithmeticError, tuple, tuple]
    with writing(engine, writers.crm.workspace_id) as connection:
        assert sorted(Crm(connection).rows("activity")) == ["1", "3", "4", "first"]


def test_an_error_nobody_expected_is_one_record_s_alone(engine: Engine) -> None:
    writers = AtOnce(engine)
    # Larger than any column of an account can be: only the database finds out.
    bad = put("account", id="b").record.model_copy(update={"employees": 2**70})
    answers, _ = writers.run((note("1"), {}), (Incoming("account", bad), {}), (note("2"), {}))
    assert [isinstance(answer, Exception) for answer in answers] == [False, True, False]
    with writing(engine, writers.crm.workspace_id) as connection:
        assert sorted(Crm(connection).rows("activity")) == ["1", "2", "first"]
