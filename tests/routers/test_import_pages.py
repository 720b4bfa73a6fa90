"""A file dropped on a page: looked at first, then imported; what was refused can be mended and sent again."""

import gzip
import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app import clock
from app.db import reading, writing
from app.models.import_job import IMPORT_JOB, job_of
from app.services.doctor import look_over
from app.services.import_jobs import drop_old_imports
from app.services.run_import import run_next_import
from app.services.workspaces import caller_of
from tests.clients import client_of, send
from tests.routers.test_pages import form_token, signed_in
from tests.three_accounts import ROWS

EXPORT = "Account ID,Account Name,Annual Revenue,Type,Shoe Size\n1,Northgate,5,Customer - Direct,44\n2,Halden,,Pal,\n"


@pytest.fixture
def crm(engine: Engine) -> TestClient:
    client = client_of(engine)
    client.put("/v1/users/u", json={"name": "Kim"})
    return client


@pytest.fixture
def person(crm: TestClient, engine: Engine) -> TestClient:
    return signed_in(engine)


def drop(person: TestClient, content: bytes | str, name: str = "accounts.csv", **fields: str) -> httpx.Response:
    token = form_token(person.get("/imports").text)
    said = {"form_token": token, "source": "crm", **fields}
    file = content.encode() if isinstance(content, str) else content
    return person.post("/imports", data=said, files={"file": (name, file)}, follow_redirects=False)


def held(person: TestClient, content: bytes | str, name: str = "accounts.csv") -> str:
    answer = drop(person, content, name)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def say(person: TestClient, address: str, **fields: str) -> httpx.Response:
    data = {"form_token": form_token(person.get("/imports").text), **fields}
    return person.post(address, data=data, follow_redirects=False)


def words_in(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def test_nothing_is_stored_before_somebody_has_looked(person: TestClient, crm: TestClient) -> None:
    address = held(person, EXPORT)
    look = words_in(person.get(address).text)
    assert "2 rows, and nothing is stored yet" in look
    assert "1 can be stored and 1 would be refused . 1 column would be left out" in look
    assert "must be one of prospect, customer, partner, former or other" in look
    assert crm.get("/v1/accounts").json()["items"] == []

    done = say(person, address, do="import", **meanings(person, address))
    assert done.headers["location"] == f"/readiness?import={address[-24:]}"
    stored = crm.get("/v1/accounts/1").json()
    assert (stored["name"], stored["revenue"], stored["relationship"]) == ("Northgate", 5, "customer")
    after = words_in(person.get(done.headers["location"]).text)
    assert "accounts.csv : 1 row stored, 1 refused : see why" in after
    assert "Shoe Size".lower().replace(" ", "_") in words_in(person.get(address).text), "what was left out is said"
    assert say(person, address, do="import").headers["location"] == address, "sent twice, it is imported once"


def meanings(person: TestClient, address: str) -> dict[str, str]:
    """The form as a browser would send it: with what is chosen on the page."""
    html = person.get(address).text
    hidden = dict(re.findall(r'name="(word\.\d+)" value="([^"]*)"', html))
    chosen = {
        name: found[1]
        for name, options in re.findall(r'<select name="((?:means|column)\.\d+)"[^>]*>(.*?)</select>', html, re.DOTALL)
        if (found := re.search(r'<option(?: value="([^"]*)")? selected>', options)) and found[1]
    }
    return hidden | chosen


def test_a_column_called_otherwise_is_read_as_somebody_says(person: TestClient, crm: TestClient) -> None:
    address = held(person, "Laufende;Wer\n7;Ümlaut AG\n", "export.csv")
    assert "needs a column named id" in person.get(address).text
    assert '<button class="main"' not in person.get(address).text
    chosen = {"type": "account", "column.0": "id", "column.1": "name"}
    assert say(person, address, do="look", **chosen).headers["location"] == address
    say(person, address, do="look", **chosen)
    assert "1 can be stored" in words_in(person.get(address).text)
    say(person, address, do="import", **chosen)
    assert crm.get("/v1/accounts/7").json()["name"] == "Ümlaut AG"


def test_what_every_row_of_a_file_is_stands_in_its_name(person: TestClient, crm: TestClient) -> None:
    calls = (
        b"Record ID,Call Title,Activity date,Call direction,Associated Company IDs,Associated Contact IDs\n"
        b"c1,Asked about seals,2026-09-07 10:00,inbound,7,8;9\nc2,Called back,2026-09-08 10:00,sideways,7,8\n"
    )
    address = held(person, calls, "all-calls-2026-09-30.csv")
    assert "every row: call" in person.get(address).text
    say(person, address, type="activity", zone="UTC", do="import")
    found = crm.get("/v1/activities/c1").json()
    assert (found["kind"], found["subject"], found["direction"]) == ("call", "Asked about seals", "inbound")
    assert (found["account_id"], found["contact_ids"], found["start_at"]) == ("7", ["8", "9"], "2026-09-07T10:00:00Z")
    again = say(person, f"{address}/again").headers["location"]
    assert "every row: call" in person.get(again).text, "a row sent again is still of a call"
    assert say(person, again, type="activity", zone="UTC", do="look", **{"column.6": ""}).status_code in (200, 303)


def test_days_with_slashes_are_read_as_the_file_shows(person: TestClient, crm: TestClient) -> None:
    address = held(person, b"Account ID,Renewal date\n1,9/7/2026\n2,9/17/2026\n", "accounts.csv")
    assert {"days with slashes", "month first"} <= set(re.findall(r">([^<>]+)</t[hd]>", person.get(address).text))
    say(person, address, type="account", zone="UTC", do="import")
    assert [crm.get(f"/v1/accounts/{id_}").json()["renewal_on"] for id_ in "12"] == ["2026-09-07", "2026-09-17"]


def test_times_without_a_zone_are_read_in_the_zone_somebody_names(person: TestClient, crm: TestClient) -> None:
    address = held(person, "id,kind,start_at\n1,call,2026-07-01T09:00:00\n", "activities.csv")
    assert say(person, address, do="look", zone="Nowhere").status_code == 422
    say(person, address, do="import", zone="Europe/Berlin")
    assert crm.get("/v1/activities/1").json()["start_at"] == "2026-07-01T07:00:00Z"


def test_refused_rows_are_got_explained_and_sent_again(person: TestClient, crm: TestClient) -> None:
    address = held(person, EXPORT)
    say(person, address, do="import")
    refused = person.get(f"{address}/refused")
    assert refused.headers["content-disposition"].startswith("attachment")
    assert (
        refused.text.splitlines()[0]
        == "refused_line,refused_field,refused_reason,id,name,revenue,relationship,shoe_size"
    )
    assert len(refused.text.splitlines()) == 3

    mapping = person.get("/mapping").text
    assert "Customer - Direct" in mapping
    for word, means in (("Customer - Direct", "customer"), ("pal ", "partner")):
        assert say(person, "/mapping", about="account.relationship", word=word, means=means).status_code == 303
    assert "Customer - Direct" not in re.findall(r'class="unread">(.*?)</li>', person.get("/mapping").text)
    again = say(person, f"{address}/again").headers["location"]
    assert "2 can be stored" in words_in(person.get(again).text)
    say(person, again, do="import")
    assert [crm.get(f"/v1/accounts/{id_}").json()["relationship"] for id_ in "12"] == ["customer", "partner"]
    assert say(person, f"{again}/again").status_code == 422, "none of these was refused"


SPOILT: dict[str, tuple[bytes, int, str]] = {
    "empty": (b"", 415, "The file is empty"),
    "blank": (b" \n\n", 415, "The file is empty"),
    "header": (b"id,name\n", 422, "nothing follows"),
    "excel": (b"PK\x03\x04" + b"x" * 90, 415, "CSV UTF-8"),
    "old excel": (b"\xd0\xcf\x11\xe0" + bytes(90), 415, "CSV UTF-8"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(90), 415, "picture"),
    "utf-16 in gzip": (gzip.compress("id,name\n1,a\n".encode("utf-16")), 415, "UTF-16"),
    "pdf": (b"%PDF-1.7 ...", 415, "PDF"),
    "page": (b"<html><table>", 415, "web page"),
    "half gzip": (gzip.compress(b"id,name\n" + b"1,a\n" * 5000)[:-20], 400, "damaged"),
    "open array": (b'[{"type": "account", "id": "1"}', 400, "not closed"),
    "picture in gzip": (gzip.compress(b"\x89PNG\x00\x00"), 415, "picture"),
}


@pytest.mark.parametrize("kind", SPOILT)
def test_a_spoilt_file_is_refused_in_plain_words(sqlite_engine: Engine, kind: str) -> None:
    client_of(sqlite_engine)
    person = signed_in(sqlite_engine)
    content, status, says = SPOILT[kind]
    answer = drop(person, content, "thing.csv")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert says in answer.text
    assert "thing.csv" not in person.get("/imports").text


def test_a_row_without_end_is_refused_as_a_row(person: TestClient) -> None:
    address = held(person, b'id,name\n1,"' + b"x" * 2_000_000 + b'"\n2,Vega\n')
    assert "is longer than 1 MiB" in person.get(address).text


READABLE: dict[str, bytes] = {
    "with a mark": b"\xef\xbb\xbfid,name\n1,M\xc3\xbcller\n",
    "of older Excel": "id;name\r\n1;Müller\r\n".encode("cp1252"),
    "Unicode text of Excel": "id\tname\r\n1\tMüller\r\n".encode("utf-16"),
    "with tabs": "id\tname\n1\tMüller\n".encode(),
    "in gzip": gzip.compress("id,name\n1,Müller\n".encode()),
    "a line each": '{"type": "account", "id": "1", "name": "Müller"}\n'.encode(),
    "an array": ' [{"type": "account", "id": 1, "name": "Müller"}]'.encode(),
    "without its type": '[{"id": "1", "name": "Müller"}]'.encode(),
}


@pytest.mark.parametrize("kind", READABLE)
def test_any_usual_way_to_write_it_is_read(sqlite_engine: Engine, kind: str) -> None:
    crm = client_of(sqlite_engine)
    person = signed_in(sqlite_engine)
    say(person, held(person, READABLE[kind], "accounts 2026.txt"), do="import")
    assert crm.get("/v1/accounts/1").json()["name"] == "Müller"


NASTY = '"><script>alert(1)</script>{{ 7 * 7 }}'


def test_nothing_in_a_file_is_more_than_text(person: TestClient) -> None:
    quoted = NASTY.replace('"', '""')
    body = f'id,name,"{quoted}",kind\n"=cmd|1",{"a" * 10},"{quoted}","{quoted}"\n'
    address = held(person, body, f"activities{NASTY.replace(chr(34), '')}\x00\u202e.csv")
    say(person, address, do="import")
    for path in (
        address,
        "/imports",
        "/mapping",
        f"/readiness?import={address[-24:]}",
        held(person, body, "activities.csv"),
    ):
        html = person.get(path).text
        assert "<script>alert" not in html, path
        assert "alert(1)&lt;/script&gt;{{ 7 * 7 }}" in html or path.startswith("/mapping"), path


def test_forms_of_others_and_forms_without_a_file(person: TestClient) -> None:
    token = form_token(person.get("/imports").text)
    file = {"file": ("a.csv", b"id\n1\n")}
    assert person.post("/imports", data={"form_token": "0" * 64}, files=file).status_code == 403
    assert person.post("/imports", files=file).status_code == 403
    assert person.post("/imports", data={"form_token": token}).status_code == 415
    assert person.post("/imports", data={"form_token": token}, files={"file": ("", b"")}).status_code == 422
    assert person.post("/imports", data={"form_token": token, "source": "a:b"}, files=file).status_code == 422
    broken = {"content-type": "multipart/form-data; boundary=x"}
    assert person.post("/imports", content=b"--y\r\nnothing", headers=broken).status_code in (400, 403)
    for charset in ("idna", "punycode", "undefined", "utf-7", "utf-16"):
        named = {"content-type": f"multipart/form-data; boundary=x; charset={charset}"}
        said = b'--x\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n+2AA-\xff\r\n--x--\r\n'
        assert person.post("/imports", content=said, headers=named).status_code in (400, 403), charset
    stranger = TestClient(person.app, follow_redirects=False)
    assert stranger.post("/imports", data={"form_token": token}, files=file).status_code == 403


def test_more_than_a_body_may_have_is_a_page_too(sqlite_engine: Engine) -> None:
    client_of(sqlite_engine)
    person = signed_in(sqlite_engine)
    headers = {"content-length": str(100 * 1024**2), "accept": "text/html"}
    answer = person.post("/imports", content=b"", headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (413, "text/html; charset=utf-8")
    assert "gzip" in answer.text


def test_more_rows_than_an_import_may_have_are_refused_unstored(
    person: TestClient, crm: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.read_rows.MOST_ROWS", 3)
    packed = {"content-encoding": "gzip"}
    answers = [send(crm, "/v1/imports", gzip.compress(rows_of(rows).encode()), **packed) for rows in (3, 4)]
    assert [answer.status_code for answer in answers] == [200, 413]
    assert "3 rows" in answers[1].json()["detail"]
    assert drop(person, gzip.compress(rows_of(4).encode()), "a.ndjson.gz").status_code == 413
    assert len(crm.get("/v1/accounts").json()["items"]) == 3


def rows_of(number: int) -> str:
    return "".join(json.dumps({"type": "account", "id": f"a{each}"}) + "\n" for each in range(number))


def test_a_large_one_goes_on_by_itself_and_can_be_cancelled(
    person: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.routers.import_pages.AT_ONCE", 2)
    first, second = held(person, rows_of(5), "a.ndjson"), held(person, rows_of(4), "b.ndjson")
    for address in (first, second):
        assert say(person, address, do="import").headers["location"] == address
    assert "It waits for its turn" in person.get(first).text
    assert say(person, f"{second}/cancel").status_code == 303
    assert "It was cancelled" in person.get(second).text
    with reading(engine, None) as connection:
        workspace_id = caller_of(connection, "acme").workspace_id
    assert run_next_import(engine, workspace_id, "one", clock.now)
    assert not run_next_import(engine, workspace_id, "one", clock.now)
    assert "All 5 rows are read" in person.get(first).text
    listed = person.get("/imports").text
    assert listed.index("b.ndjson") < listed.index("a.ndjson"), "the newest first"
    assert client_of(engine).get("/v1/accounts").json()["items"][0]["id"] == "a0"


def test_an_import_that_stands_still_is_said_so(person: TestClient, crm: TestClient, engine: Engine) -> None:
    answer = send(crm, "/v1/imports", rows_of(3), prefer="respond-async")
    name = (crm.workspace_id, answer.json()["id"])
    assert "stands still" not in person.get("/imports").text
    long_ago = clock.now() - timedelta(minutes=30)
    for values in ({"created_at": long_ago}, {"state": "running", "runner": "x", "leased_until": long_ago}):
        with writing(engine, name[0]) as connection:
            connection.execute(IMPORT_JOB.update().where(IMPORT_JOB.c.id == name[1]).values(**values))
        assert "1 import stands still" in words_in(person.get("/imports").text)
        assert "leadline serve" in person.get(f"/imports/{name[1]}").text
        said = [point for point in look_over(engine, clock.now()) if point.about == "acme, imports"]
        assert [(point.state, "stands still since" in point.said) for point in said] == [("wrong", True)]
    assert run_next_import(engine, name[0], "one", clock.now)
    assert "stands still" not in person.get("/imports").text


def test_a_held_file_is_forgotten_after_a_day(person: TestClient, engine: Engine) -> None:
    address = held(person, EXPORT)
    with reading(engine, None) as connection:
        workspace_id = caller_of(connection, "acme").workspace_id
    for hours, is_there in ((23, True), (25, False)):
        drop_old_imports(engine, workspace_id, clock.now() + timedelta(hours=hours), timedelta(days=30))
        with reading(engine, workspace_id) as connection:
            assert bool(job_of(connection, (workspace_id, address[-24:]))) is is_there


def test_then_the_busiest_accounts_that_nobody_leads(person: TestClient) -> None:
    address = held(person, "".join(json.dumps(row) + "\n" for row in ROWS), "all.ndjson")
    after = person.get(say(person, address, do="import").headers["location"])
    busiest = words_in(after.text.partition('id="busiest"')[2].partition("</ol>")[0])
    assert "With your data we can answer" in after.text
    assert "Vega" in busiest
    assert "Northgate" not in busiest, "that one is led"
    assert re.search(r'href="/accounts/\d+"><b>Vega', after.text)


def test_a_zip_by_another_name_is_refused(person: TestClient) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("accounts.csv", "id\n1\n")
    assert drop(person, file.getvalue()).status_code == 415


def test_a_program_sees_what_a_page_holds(person: TestClient, crm: TestClient) -> None:
    shown: Any = crm.get(f"/v1/imports/{held(person, EXPORT)[-24:]}").json()
    assert (shown["state"], shown["rows"]) == ("held", 2)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (",".join(["id", *(f"c{n}" for n in range(120_000))]) + "\n1\n", "accounts.csv"),
        ("id,name" + "," * 1_000_000 + "\n1,x\n", "accounts.csv"),
    ],
)
def test_a_file_of_more_columns_than_anybody_has_is_refused_at_once(
    person: TestClient, crm: TestClient, content: str, name: str
) -> None:
    answer = drop(person, content, name)
    assert (answer.status_code, "a file may have 5,000" in answer.text) == (400, True)
    sent = crm.post("/v1/imports?type=account", content=content, headers={"content-type": "text/csv"})
    assert (sent.status_code, "a file may have 5,000" in sent.json()["detail"]) == (400, True)


@pytest.mark.parametrize(
    ("content", "name", "rows"),
    [
        (b"id,name\n" + (b"1,x" + b"," * 1_000_000 + b"\n") * 30, "accounts.csv.gz", 30),
        (
            b"".join(
                b'{"type":"account","id":"1",%s}\n'
                % b",".join(b'"k%d_%d":"%s"' % (row, n, b"x" * 300) for n in range(2_000))
                for row in range(20)
            ),
            "rows.ndjson.gz",
            20,
        ),
    ],
)
def test_of_very_long_rows_only_as_many_are_looked_at_as_are_quickly_read(
    person: TestClient, content: bytes, name: str, rows: int
) -> None:
    shown = person.get(held(person, gzip.compress(content, 1), name))
    looked_at = re.search(r"Of the first (\d+) rows", words_in(shown.text))
    assert looked_at
    assert 0 < int(looked_at[1]) < rows
    assert len(shown.content) < 200_000
