"""Callers that are slow, silent, huge or too many: each is answered plainly or let go, and the server stays well."""

import re
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection, Engine

from app.db import make_engine, writing
from app.main import create_app
from app.models.erasure import keep_writers_out
from app.models.storing import lock_accounts
from app.settings import Settings
from tests.clients import client_of

Serve = Callable[[Engine], SimpleNamespace]
PATIENCE_S = 1.0
MIB = 1024 * 1024


@pytest.fixture
def served(sqlite_engine: Engine, live_server: Serve, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A real server that loses its patience after a second; ``key`` is a caller's."""
    monkeypatch.setenv("LEADLINE_PATIENCE_S", str(PATIENCE_S))
    key = client_of(sqlite_engine, scopes=("read", "ingest", "admin")).headers["authorization"]
    server = live_server(sqlite_engine)
    server.key = key
    return server


def closed_after(server: SimpleNamespace, sent: str, drip: str = "") -> tuple[float, bytes]:
    """Seconds until the server closed the connection, and what it said before."""
    address = re.search(r"(127[.\d]+):(\d+)", server.url)
    assert address
    with socket.create_connection((address[1], int(address[2])), timeout=0.2) as caller:
        began, said = time.monotonic(), b""
        caller.sendall(sent.replace("KEY", server.key).encode("latin-1"))
        while time.monotonic() - began < 20:
            try:
                caller.sendall(drip.encode())
                more = caller.recv(65536)
            except TimeoutError:
                continue
            except OSError:
                break
            if not more:
                break
            said += more
        return time.monotonic() - began, said


GET = "GET /healthz HTTP/1.1\r\nHost: x\r\n"
PUT = "PUT /v1/accounts/1 HTTP/1.1\r\nHost: x\r\nAuthorization: KEY\r\nContent-Type: application/json\r\n"
ROWS = "POST /v1/imports HTTP/1.1\r\nHost: x\r\nAuthorization: KEY\r\nContent-Type: application/x-ndjson\r\n"
HALF = {
    "nothing at all": ("", "", None),
    "half a header": (GET, "", None),
    "a header that drips": (GET, "X-A: b\r\n", None),
    "half a body": (f"{PUT}Content-Length: 9\r\n\r\n{{", "", 408),
    "a body that drips": (f"{PUT}Content-Length: 999\r\n\r\n{{", " ", 408),
    "half an import": (f"{ROWS}Transfer-Encoding: chunked\r\n\r\n5\r\nab", "", 408),
    "nothing more": (f"{GET}\r\n", "", 200),
    "half a second header": (f"{GET}\r\nGET /healthz", "", 200),
    "a second header that drips": (f"{GET}\r\n{GET}", "X-A: b\r\n", 200),
    "no HTTP": ("\x16\x03\x01\x02\r\n\r\n", "", 400),
    "NUL in a header": (f"{GET}A: \x00b\r\n\r\n", "", 400),
    "its length told twice": (
        f"{ROWS}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{GET}\r\n",
        "",
        400,
    ),
}


def test_who_stops_halfway_is_let_go(served: SimpleNamespace) -> None:
    with ThreadPoolExecutor(len(HALF)) as pool:
        ends = dict(
            zip(HALF, pool.map(lambda half: closed_after(served, half[0], half[1]), HALF.values()), strict=True)
        )
    for name, (_, _, status) in HALF.items():
        seconds, said = ends[name]
        assert seconds < 15, name
        assert said.startswith(f"HTTP/1.1 {status} ".encode() if status else b""), (name, said)
        assert status == 200 or not said or b"application/problem+json" in said, (name, said)


def test_what_came_first_and_was_slow_does_not_undo_what_came_after_it(served: SimpleNamespace) -> None:
    with httpx.Client(base_url=f"{served.url}/v1/", headers={"authorization": served.key}) as caller:

        def meanwhile() -> Iterator[bytes]:
            yield b'{"name": "First"'
            time.sleep(PATIENCE_S / 4)
            assert caller.put("accounts/1", json={"name": "Second"}).status_code == 201
            yield b"}"

        slow = httpx.put(
            f"{served.url}/v1/accounts/1",
            content=meanwhile(),
            headers={"authorization": served.key, "content-type": "application/json"},
        )
        assert slow.json()["name"] == "Second"
        assert caller.get("accounts/1").json()["name"] == "Second"


ON_LINUX = pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="reads what Linux says of a process")


def bomb(unit: bytes, mib: int) -> bytes:
    packing, block = zlib.compressobj(9, zlib.DEFLATED, 31), unit * (MIB // len(unit))
    return b"".join([*(packing.compress(block) for _ in range(mib)), packing.flush()])


def mib(server: SimpleNamespace, of: str) -> float:
    found = re.search(rf"{of}:\s+(\d+) kB", Path(f"/proc/{server.process.pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0


@ON_LINUX
def test_huge_bodies_are_refused_early_and_cost_no_memory(served: SimpleNamespace) -> None:
    clear = Path(f"/proc/{served.process.pid}/clear_refs")

    def endless(unit: bytes, size: int = 200) -> Callable[[], Iterator[bytes]]:
        return lambda: (unit * MIB for _ in range(size))

    packed = {"content-encoding": "gzip"}
    bodies = [
        ("PUT", "accounts/1", endless(b"x"), {}, 413),
        ("PUT", "accounts/1", endless(b"["), {"content-length": str(200 * MIB)}, 413),
        ("POST", "imports", endless(b"x"), {"content-type": "application/x-ndjson"}, 413),
        ("POST", "imports", endless(b"x", 60), {"content-type": "application/x-ndjson"}, 200),
        ("POST", "imports", endless(b"["), {}, 413),
        ("POST", "imports", lambda: bomb(b"\0", 1100), {**packed, "content-type": "application/x-ndjson"}, 413),
        ("POST", "imports", lambda: bomb(b"\n", 300), {**packed, "content-type": "application/x-ndjson"}, 413),
        ("POST", "imports", lambda: bomb(b"[", 300), packed, 413),
        ("POST", "policy/drafts", endless(b"a"), {"content-type": "application/yaml"}, 413),
        ("PUT", "accounts/1", lambda: b'{"name":[' + b"[]," * 349_000 + b"[]]}", {}, 422),
    ]
    with httpx.Client(base_url=f"{served.url}/v1/", timeout=60) as caller:
        caller.get("accounts", headers={"authorization": served.key})
        for method, path, body, headers, expected in bodies:
            clear.write_text("5")
            before = mib(served, "VmRSS")
            sent = {"authorization": served.key, "content-type": "application/json", **headers}
            answer = caller.request(method, path, content=body(), headers=sent)
            assert answer.status_code == expected, (path, headers, answer.text[:300])
            assert mib(served, "VmHWM") - before < 50, (path, headers)


@ON_LINUX
def test_nothing_is_left_of_who_stopped_halfway(served: SimpleNamespace) -> None:
    link = re.search(r"http://\S+/sign-in\?token=\S+", "".join(served.lines))
    assert link
    cookie = httpx.get(link[0]).headers["set-cookie"].partition(";")[0]
    half = f"POST /mapping HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nContent-Length: {MIB}\r\n\r\n" + "x" * 500_000
    sizes = []
    with ThreadPoolExecutor(25) as pool:
        for _ in range(3):
            assert all(b" 408 " in said for _, said in pool.map(lambda _: closed_after(served, half), range(25)))
            sizes.append(mib(served, "VmRSS"))
    assert sizes[2] - sizes[0] < 20, sizes


def test_more_than_the_pool_holds_wait_or_are_told_to_come_again(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.db.FREE_TIMEOUT_S", 0.3)
    monkeypatch.setattr("app.db.BUSY_TIMEOUT_S", 0.6)
    small = make_engine(engine.url.render_as_string(hide_password=False), connections=5)
    caller = client_of(small)
    caller.put("/v1/users/kim", json={})
    account = caller.put("/v1/accounts/1", json={}).json()["leadline_id"]
    agreed = {"account_id": "1", "user_id": "kim", "what": "Call", "due_on": "2099-01-01"}
    action = caller.post("/v1/actions", json=agreed).json()["id"]

    def change(number: int) -> httpx.Response:
        return caller.patch(f"/v1/actions/{action}", json={"what": f"Call {number}"})

    with ThreadPoolExecutor(20) as pool:
        with writing(engine, 1) as connection:
            lock_accounts(connection, 1, [account])
            waiting = [pool.submit(change, number) for number in range(20)]
            time.sleep(1.5)
        answers = [each.result() for each in waiting]
    assert {answer.status_code for answer in answers} <= {200, 503}
    told = [answer for answer in answers if answer.status_code == 503]
    assert told
    assert all(int(answer.headers["retry-after"]) > 0 for answer in told)
    assert all(answer.headers["content-type"] == "application/problem+json" for answer in told)
    assert change(99).status_code == 200
    small.dispose()


@pytest.mark.parametrize("hold", [lambda on: lock_accounts(on, 1, [1]), lambda on: keep_writers_out(on, 1)])
def test_nobody_waits_without_end_for_what_another_holds(
    engine: Engine, hold: Callable[[Connection], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.db.BUSY_TIMEOUT_S", 0.3)
    impatient = make_engine(engine.url.render_as_string(hide_password=False))
    caller = client_of(impatient)
    assert caller.put("/v1/accounts/1", json={}).json()["leadline_id"] == 1
    call = {"kind": "call", "account_id": "1"}
    with writing(engine, 1) as connection:
        hold(connection)
        told = caller.put("/v1/activities/1", json=call)
    assert (told.status_code, told.headers["content-type"]) == (503, "application/problem+json")
    assert int(told.headers["retry-after"]) > 0
    assert caller.put("/v1/activities/1", json=call).status_code == 201
    impatient.dispose()


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:1/none", "sqlite:////no/such/folder/x.db"])
@pytest.mark.parametrize("path", ["/v1/accounts", "/readyz", "/"])
def test_a_database_that_is_away_is_no_fault_of_ours(url: str, path: str) -> None:
    app = create_app(make_engine(url))
    caller = TestClient(app, headers={"Authorization": "Bearer x"}, raise_server_exceptions=False)
    answer = caller.get(path, cookies={"leadline_session": "x"}) if path == "/" else caller.get(path)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")


def test_a_key_is_told_what_it_has_left_and_when_to_come_again(sqlite_engine: Engine) -> None:
    app = create_app(sqlite_engine, Settings(requests_per_minute=3))
    callers = [TestClient(app, headers=client_of(sqlite_engine, source=name).headers) for name in ("crm", "erp")]
    answers = [callers[0].get("/v1/accounts") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [re.findall(r'"minute";r=(\d+);t=\d+', answer.headers["ratelimit"])[0] for answer in answers] == list("2100")
    assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"minute";q=3;w=60'}
    assert 0 < int(answers[3].headers["retry-after"]) <= 60
    assert answers[3].headers["content-type"] == "application/problem+json"
    assert callers[1].get("/v1/accounts").status_code == 200


def test_head_is_get_without_its_body(sqlite_engine: Engine) -> None:
    caller = client_of(sqlite_engine)
    for path in ("/healthz", "/v1/accounts", "/v1/accounts/none", "/static/leadline.css", "/openapi.json"):
        full, head = caller.get(path), caller.head(path)
        assert (head.status_code, head.content) == (full.status_code, b"")
        assert head.headers["content-length"] == str(len(full.content)), path


def test_what_cannot_be_asked_is_said(sqlite_engine: Engine) -> None:
    caller = client_of(sqlite_engine)
    asked = caller.get("/v1/accounts?owner=kim&limit=5&limit=6")
    assert asked.status_code == 422
    faults = {error["pointer"]: error["detail"] for error in asked.json()["errors"]}
    assert "owner_id" in faults["/query/owner"]
    assert faults["/query/limit"] == "is given twice"
    for when in ("2026-06-01T10:00:00", "2026-06-01T10:00:00+02:00"):
        answer = caller.get(f"/v1/accounts/1/assessment?as_of={when}")
        assert "%2B" in answer.json()["errors"][0]["detail"]
