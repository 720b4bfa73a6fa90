"""Reading and judging a whole portfolio, as a multiple of plainly reading the same rows in the same run.

    python -m bench.judging [--accounts 100000] [--url postgresql://...]

Two processes share the accounts, as on a machine with two cores. The looks back of the flags, and the cures, are
timed beside the judgement itself.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from sqlalchemy import text

from app.db import make_engine, reading
from app.domain.dossier import prepare
from app.domain.facts import Facts, observe
from app.domain.judgement import Look, judge_account
from app.domain.surroundings import Surroundings, survey
from app.models.gathering import gather
from app.models.records import TABLES
from app.services.migrate import migrate
from app.services.policies import default_policy
from bench.portfolio import NOW, ROWS_AN_ACCOUNT, make_portfolio

WORKERS = 2
READ = ("account", "contact", "opportunity", "field_change", "quote", "activity")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--url", help="an empty PostgreSQL database; without it, a new SQLite file")
    chosen = parser.parse_args()
    with TemporaryDirectory() as folder:
        url = chosen.url or f"sqlite:///{Path(folder, 'bench.db')}"
        engine = make_engine(url)
        migrate(engine)
        workspace_id = make_portfolio(engine, chosen.accounts)
        engine.dispose()
        half = -(-chosen.accounts // WORKERS)
        parts = [range(1 + n * half, min((n + 1) * half, chosen.accounts) + 1) for n in range(WORKERS)]
        with ProcessPoolExecutor(WORKERS) as pool:
            list(pool.map(_plainly, [url] * WORKERS, range(WORKERS)))
            floor, _ = timed(lambda: list(pool.map(_plainly, [url] * WORKERS, range(WORKERS))))
            surveyed, found = timed(lambda: list(pool.map(_observed, [url] * WORKERS, [workspace_id] * WORKERS, parts)))
            made, surroundings = timed(lambda: survey(chain.from_iterable(found), default_policy(), NOW))
            arguments = ([url] * WORKERS, [workspace_id] * WORKERS, parts, [surroundings] * WORKERS)
            judged, _ = timed(lambda: list(pool.map(_judged, *arguments)))
            whole, _ = timed(lambda: list(pool.map(_judged_with_flags, *arguments)))
    print(f"{chosen.accounts:,} accounts, {chosen.accounts * ROWS_AN_ACCOUNT:,} rows, {WORKERS} processes")
    for name, seconds in (
        ("read the rows plainly", floor),
        ("read, and tell the surroundings", surveyed + made),
        ("read and judge", judged),
        ("read, judge, flags and cures", whole),
    ):
        print(f"{name:34} {seconds:7.2f} s = {seconds / floor:5.2f} x plain reading")


T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def _plainly(url: str, rest: int) -> int:
    """The least that reading can cost: every column of every other account, as the driver gives it."""
    read = 0
    with reading(make_engine(url), None) as connection:
        for record_type in READ:
            key = {"account": "leadline_id", "field_change": "record_id"}.get(record_type, "account_id")
            columns = ", ".join(column.name for column in TABLES[record_type].c)
            query = text(f"SELECT {columns} FROM {record_type} WHERE {key} % {WORKERS} = {rest}")
            read += len(connection.execute(query).fetchall())
    return read


def _observed(url: str, workspace_id: int, account_ids: Sequence[int]) -> list[Facts]:
    policy = default_policy()
    with reading(make_engine(url), workspace_id) as connection:
        return [observe(prepare(rows, policy), policy) for rows in gather(connection, workspace_id, account_ids, None)]


def _judged(url: str, workspace_id: int, account_ids: Sequence[int], surroundings: Surroundings) -> int:
    policy = default_policy()
    with reading(make_engine(url), workspace_id) as connection:
        everybody = gather(connection, workspace_id, account_ids, None)
        return sum(len(Look(prepare(rows, policy), surroundings, policy, NOW).case.posture) for rows in everybody)


def _judged_with_flags(url: str, workspace_id: int, account_ids: Sequence[int], surroundings: Surroundings) -> int:
    policy = default_policy()
    with reading(make_engine(url), workspace_id) as connection:
        everybody = gather(connection, workspace_id, account_ids, None)
        return sum(len(judge_account(rows, surroundings, policy, NOW).flags) for rows in everybody)


if __name__ == "__main__":
    main()
