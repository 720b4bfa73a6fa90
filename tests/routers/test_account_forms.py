"""People put changes, plans and promises on file by the forms of an account's page."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.clients import client_of
from tests.company import Company, company
from tests.conftest import NewDatabase
from tests.routers.managed_account import ROWS
from tests.routers.test_pages import form_token, signed_in

HOSTILE = """<script>alert(1)</script></textarea><svg onload=alert(2)> {{ 7 * 7 }} " onfocus="x"""
TODAY = datetime.now(UTC).date()


def on(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


class Desk:
    """A person at the page of one account, and the CRM beside them."""

    def __init__(self, engine: Engine) -> None:
        self.crm = client_of(engine)
        answer = self.crm.post("/v1/imports", json=ROWS)
        assert answer.json()["summary"]["refused"] == 0
        self.account = int(self.crm.get("/v1/accounts/1").json()["leadline_id"])
        self.person = signed_in(engine)

    @property
    def page(self) -> str:
        return self.person.get(f"/accounts/{self.account}").text

    def form(self, address: str) -> dict[str, str]:
        """The fields of the form on a page of its own, as a browser would send them."""
        text = self.person.get(address).text
        found = re.search(r'<form class="plan-form" method="post" action="([^"]+)".*?</form>', text, re.DOTALL)
        assert found, text
        fields = {}
        for tag in re.findall(r"<input[^>]*>", found[0]):
            name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
            fields[unescape(name[1])] = unescape(value[1]) if value else ""
        for name, body in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', found[0], re.DOTALL):
            fields[name] = unescape(body)
        for name, body in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', found[0], re.DOTALL):
            chosen = re.search(r'value="([^"]*)" selected', body)
            fields[name] = chosen[1] if chosen else ""
        return fields

    def state(self, kind: str, /, **fields: Any) -> httpx.Response:
        address = f"/accounts/{self.account}/records/{kind}"
        said = self.form(address) | {name.replace("__", "/"): str(value) for name, value in fields.items()}
        return self.person.post(address, data=said, follow_redirects=False)

    def stated(self, kind: str, /, **fields: Any) -> int:
        answer = self.state(kind, **fields)
        assert answer.status_code == 303, answer.text
        return int(answer.headers["location"].rpartition("-")[2])

    def restate(self, kind: str, number: int, /, **fields: Any) -> httpx.Response:
        said = self.form(f"/records/{kind}/{number}") | {
            name.replace("__", "/"): str(value) for name, value in fields.items()
        }
        return self.person.post(f"/records/{kind}/{number}", data=said, follow_redirects=False)

    def answer(self, question: str, as_of: str = "") -> dict[str, Any]:
        query = f"?as_of={as_of}" if as_of else ""
        found = self.crm.get(f"/v1/accounts/1/assessment{query}").json()
        answers = [*found["effectiveness"]["answers"], *found["efficiency"]["answers"]]
        return next(each for each in answers if each["question"] == question)

    def user(self, id_: str = "kim") -> int:
        return int(self.crm.get(f"/v1/users/{id_}").json()["leadline_id"])


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


@pytest.fixture
def one_desk(sqlite_engine: Engine) -> Desk:
    return Desk(sqlite_engine)


def test_a_change_asks_after_two_weeks_and_an_accepted_plan_is_half_of_the_answer(desk: Desk) -> None:
    change = desk.stated("change", kind="merger", noticed_on=on(-1), intensity=2, note="With Halden")
    assert desk.answer("ready_for_change")["verdict"] == "does_not_apply", "it has two weeks"
    assert f'id="change-{change}"' in desk.page
    assert "Merger, noticed" in desk.page
    later = (datetime.now(UTC) + timedelta(days=14)).isoformat().replace("+", "%2B")
    assert desk.answer("ready_for_change", later)["score"] == 0
    desk.restate("change", change, noticed_on=on(-20))
    assert desk.answer("ready_for_change")["score"] == 0, "judged before the page is shown again"
    plan = desk.stated(
        "scenario", what_if="The merger goes through", change_id=change, options__0__what="Meet the new board",
        options__0__owner_id=desk.user(),
    )  # fmt: skip
    assert desk.answer("ready_for_change")["score"] == 0, "nobody accepted yet"
    assert "Kim has not accepted yet" in desk.page
    assert desk.restate("scenario", plan, options__0__accepted_on=on(0)).status_code == 303
    assert desk.answer("ready_for_change")["score"] == 50
    assert "Kim accepted on" in desk.page
    answer = desk.restate("change", change, ended_on=on(0))
    assert answer.headers["location"] == f"/accounts/{desk.account}#change-{change}"
    assert desk.answer("ready_for_change")["verdict"] == "does_not_apply", "it is over"


def test_a_promise_is_kept_or_not(desk: Desk) -> None:
    desk.crm.put("/v1/activities/t1", json={"kind": "task", "account_id": "e", "due_at": f"{on(-3)}T10:00:00Z"})
    before = desk.answer("promised_work")
    assert (before["yes"], before["of"]) == (0, 0)
    contact = desk.crm.get("/v1/contacts/cfo").json()["leadline_id"]
    promise = desk.stated(
        "commitment", made_by="us", what="Drawings", due_on=on(-2), contact_id=contact, user_id=desk.user()
    )
    assert (desk.answer("promised_work")["yes"], desk.answer("promised_work")["of"]) == (0, 1)
    assert "Dana Ruiz" in desk.page
    desk.restate("commitment", promise, kept_on=on(-2))
    assert (desk.answer("promised_work")["yes"], desk.answer("promised_work")["of"]) == (1, 1)


def test_a_promise_written_down_here_asks_nothing_of_other_accounts(desk: Desk) -> None:
    other = "/v1/accounts/e/assessment"
    before = desk.crm.get(other).json()["efficiency"]
    desk.stated("commitment", made_by="us", what="Drawings", due_on=on(-2))
    after = desk.crm.get(other).json()["efficiency"]
    assert {**after, "answers": 0} == {**before, "answers": 0}
    assert [each["applies"] for each in after["answers"]] == [each["applies"] for each in before["answers"]]


def test_the_crm_and_the_people_do_not_overwrite_each_other(desk: Desk) -> None:
    theirs = {"account_id": "1", "kind": "budget", "noticed_on": on(-30)}
    known = desk.crm.put("/v1/changes/c1", json=theirs).json()["leadline_id"]
    ours = desk.stated("change", kind="merger", noticed_on=on(-20))
    assert "From crm" in desk.page
    assert f'href="/records/change/{ours}"' in desk.page
    assert f'href="/records/change/{known}"' not in desk.page
    token = form_token(desk.page)
    said = {"form_token": token, "noticed_on": on(0)}
    for address in (f"/records/change/{known}", f"/records/change/{known}/delete"):
        assert desk.person.post(address, data=said).status_code == 404
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    desk.crm.put("/v1/changes/c1", json={**theirs, "note": "New budget", "updated_at": later})
    assert desk.crm.get("/v1/changes/c1").json()["noticed_on"] == on(-30)
    items = desk.crm.get("/v1/changes?account_id=1").json()["items"]
    assert {each["kind"]: each["noticed_on"] for each in items} == {"budget": on(-30), "merger": on(-20)}
    assert {each["kind"]: each["id"].partition(":")[0] for each in items} == {"budget": "c1", "merger": "leadline"}


def test_who_said_it_is_kept_and_shown(engine: Engine) -> None:
    acme = company(engine)
    number = acme.numbers["account", "A"]
    made = post(acme.people["Ann"], f"/accounts/{number}/records/change", kind="merger", noticed_on=on(-1))
    record = made.headers["location"].partition("#change-")[2]
    post(acme.people["Boss"], f"/records/change/{record}", kind="merger", noticed_on=on(-2))
    shown = acme.people["Dora"].get(f"/accounts/{number}").text
    assert re.search(r"Put on file by Ann on [^.]+, changed by Boss on", shown)


def post(person: TestClient, address: str, **fields: str) -> httpx.Response:
    said = {"form_token": form_token(person.get("/policy").text), "id": "0" * 16, **fields}
    return person.post(address, data=said, follow_redirects=False)


def test_a_form_sent_twice_makes_one_record(desk: Desk) -> None:
    said = desk.form(f"/accounts/{desk.account}/records/change") | {"kind": "merger"}
    places = {
        desk.person.post(f"/accounts/{desk.account}/records/change", data=said, follow_redirects=False).headers[
            "location"
        ]
        for _ in range(2)
    }
    assert len(places) == 1
    other = desk.crm.get("/v1/accounts/e").json()["leadline_id"]
    moved = desk.person.post(f"/accounts/{other}/records/change", data=said, follow_redirects=False)
    assert (moved.status_code, "This form is none of ours." in moved.text) == (200, True), "nor is it taken elsewhere"
    assert len(desk.crm.get("/v1/changes").json()["items"]) == 1


@pytest.mark.parametrize(
    ("kind", "fields", "complaint"),
    [
        ("change", {"noticed_on": ""}, "Noticed on: is required"),
        ("change", {"noticed_on": "soon"}, "Noticed on: must be a day"),
        ("change", {"noticed_on": on(2)}, "Noticed on: has not come yet"),
        ("change", {"intensity": "9"}, "How serious: must be 3 or less"),
        ("change", {"kind": "weather"}, "What is changing: must be one of"),
        ("commitment", {"made_by": "us"}, "What: is required"),
        ("commitment", {"made_by": "us", "what": "x", "contact_id": "999999"}, "Choose one of the list."),
        ("commitment", {"made_by": "us", "what": "x", "user_id": "' OR 1=1"}, "Choose one of the list."),
        ("scenario", {"what_if": ""}, "What if: is required"),
        ("scenario", {"what_if": "x", "trigger": "no_contact_in_days"}, "Say how many days."),
        ("scenario", {"what_if": "x", "trigger_days": "-1"}, "How many days: must be 0 or more"),
        ("scenario", {"what_if": "x", "options__1__what": "y", "options__1__accepted_on": on(-1)}, "Say who accepted."),
        ("scenario", {"what_if": "x", "options__1__accepted_on": "soon"}, "What: is required"),
        ("scenario", {"what_if": "x" * 20_001}, "at most 20000"),
    ],
)
def test_what_does_not_fit_comes_back_as_it_was_with_the_complaint_beside_it(
    one_desk: Desk, kind: str, fields: dict[str, str], complaint: str
) -> None:
    kept = {"change": "note", "commitment": "due_on", "scenario": "options__2__what"}[kind]
    answer = one_desk.state(kind, **{kept: on(-3), **fields})
    assert answer.status_code == 200
    text = unescape(answer.text)
    assert complaint in text
    assert "Not saved yet" in text
    wrong = re.search(r'aria-describedby="(?:[\w-]+ )?([\w-]+-wrong)" aria-invalid="true" autofocus', text)
    assert wrong, "the first field at fault says why and has the focus"
    assert f'id="{wrong[1]}"' in text
    assert on(-3) in text, "nothing typed is lost"
    for name in ("changes", "scenarios", "commitments"):
        assert one_desk.crm.get(f"/v1/{name}").json()["items"] == []


def test_a_bad_edit_and_a_change_meanwhile_lose_nothing(one_desk: Desk) -> None:
    number = one_desk.stated("commitment", made_by="customer", what="Sign by May", due_on=on(9))
    early = one_desk.form(f"/records/commitment/{number}")
    both = one_desk.restate("commitment", number, kept_on=on(-1), broken_on=on(-1))
    assert "A promise is kept or broken" in both.text
    assert one_desk.restate("commitment", number, what="Sign by June").status_code == 303
    late = early | {"what": "Sign by July"}
    answer = one_desk.person.post(f"/records/commitment/{number}", data=late, follow_redirects=False)
    assert answer.status_code == 200
    text = unescape(answer.text)
    assert "Now it says “Sign by June”." in text
    assert 'value="Sign by July"' in text
    version = re.search(r'name="version" value="(\d+)"', text)
    assert version
    again = late | {"version": version[1]}
    assert one_desk.person.post(f"/records/commitment/{number}", data=again, follow_redirects=False).status_code == 303
    (item,) = one_desk.crm.get("/v1/commitments").json()["items"]
    assert (item["what"], item["due_on"]) == ("Sign by July", on(9))


def test_deleted_is_gone_and_the_account_judged_without_it(desk: Desk) -> None:
    number = desk.stated("change", kind="merger", noticed_on=on(-20))
    assert desk.answer("ready_for_change")["verdict"] == "no"
    address, token = f"/records/change/{number}/delete", form_token(desk.page)
    assert desk.person.post(address, data={"form_token": token}, follow_redirects=False).status_code == 303
    assert desk.answer("ready_for_change")["verdict"] == "does_not_apply"
    assert f"change-{number}" not in desk.page
    for method, path in (
        ("GET", f"/records/change/{number}"),
        ("POST", f"/records/change/{number}"),
        ("POST", address),
    ):
        assert desk.person.request(method, path, data={"form_token": token}).status_code == 404
    assert desk.crm.get("/v1/changes").json()["items"] == []


def test_nothing_typed_is_ever_markup(one_desk: Desk) -> None:
    change = one_desk.stated("change", kind="other", noticed_on=on(-20), note=HOSTILE)
    plan = one_desk.stated("scenario", what_if=HOSTILE, options__0__what=HOSTILE, options__0__owner_id=one_desk.user())
    promise = one_desk.stated("commitment", made_by="us", what=HOSTILE[:500], due_on=on(-20))
    refused = one_desk.state("scenario", what_if=HOSTILE, trigger=HOSTILE, trigger_days=HOSTILE)
    shown = [one_desk.page, refused.text]
    shown += [
        one_desk.person.get(f"/records/{name}").text
        for name in (f"change/{change}", f"scenario/{plan}", f"commitment/{promise}")
    ]
    shown.append(
        one_desk.person.get(f"/accounts/{one_desk.account}/records/scenario", params={"what_if": HOSTILE}).text
    )
    for text in shown:
        assert "<script>alert" not in text
        assert "<svg onload" not in text
        assert ' onfocus="x' not in text
        assert "{{ 7 * 7 }}" in text
    assert one_desk.form(f"/records/change/{change}")["note"] == HOSTILE


def test_forms_of_another_workspace_and_without_a_token_do_nothing(new_sqlite_database: NewDatabase) -> None:
    with new_sqlite_database() as engine:
        acme: Company = company(engine)
        theirs = post(acme.people["Zed"], f"/accounts/{acme.numbers['account', 'Z']}/records/change", noticed_on=on(-1))
        record = theirs.headers["location"].partition("#change-")[2]
        nothing = post(acme.people["Ann"], "/records/change/999999", noticed_on=on(-1))
        for name in ("Ann", "Dora", "link"):
            for path in ("", "/delete"):
                answer = post(acme.people[name], f"/records/change/{record}{path}", noticed_on=on(-9))
                assert (answer.status_code, answer.text) == (404, nothing.text)
        assert acme.people["Zed"].get(f"/records/change/{record}").status_code == 200
        contact = str(acme.numbers["contact", "Z"])
        address = f"/accounts/{acme.numbers['account', 'A']}/records/commitment"
        crossed = post(acme.people["Ann"], address, made_by="us", what="x", contact_id=contact)
        assert (crossed.status_code, "Choose one of the list." in crossed.text) == (200, True)
        stolen = {"form_token": form_token(acme.people["Dora"].get("/policy").text), "noticed_on": on(-1)}
        assert (
            acme.people["Ann"].post(f"/accounts/{acme.numbers['account', 'A']}/records/change", data=stolen).status_code
            == 403
        )


def test_why_a_tag_was_corrected_and_by_whom_stands_beside_it(desk: Desk) -> None:
    activity = desk.crm.get("/v1/activities/m0").json()["leadline_id"]
    assert f'id="day-{activity}"' in desk.page
    said = {
        "form_token": form_token(desk.page),
        "purpose": "planning",
        "reason": "We <b>planned</b> the year",
        "back": f"/accounts/{desk.account}#day-{activity}",
    }
    answer = desk.person.post(f"/activities/{activity}/tag", data=said, follow_redirects=False)
    assert answer.headers["location"] == f"/accounts/{desk.account}#day-{activity}"
    for page in (desk.page, desk.person.get(f"/accounts/{desk.account}/timeline").text):
        assert re.search(r"Corrected by a person on [^:]+: We &lt;b&gt;planned&lt;/b&gt; the year", page)
    items = desk.crm.get("/v1/accounts/1/timeline").json()["items"]
    assert [each["corrected"]["by"] for each in items if each["corrected"]] == [None]
