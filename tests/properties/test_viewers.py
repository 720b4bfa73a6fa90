"""Three people and two workspaces: whatever happens, each sees what the rule says, by a model that says it again.

``LEADLINE_EXAMPLES=38 pytest tests/properties/test_viewers.py`` is the long form: 152 runs of 20 steps.
"""

from hypothesis import given
from hypothesis import strategies as st

from tests.clients import client_of
from tests.company import person
from tests.conftest import NewDatabase
from tests.properties.examples import TIMES, examples

STEPS = (4, 12) if TIMES == 1 else (20, 20)
PEOPLE = ("Ann", "Ben", "Cat")
ACCOUNTS = ("one", "two")
WORKSPACES = ("acme", "other")
NOBODY = st.none()
SOMEBODY = st.sampled_from(PEOPLE)
STEP = st.one_of(
    st.tuples(st.just("owner"), st.sampled_from(ACCOUNTS), NOBODY | SOMEBODY),
    st.tuples(st.just("shared"), st.sampled_from(ACCOUNTS), st.lists(SOMEBODY, max_size=2, unique=True)),
    st.tuples(st.just("manager"), SOMEBODY, NOBODY | SOMEBODY),
    st.tuples(st.just("delete"), st.sampled_from(ACCOUNTS), NOBODY),
    st.tuples(st.just("leave"), SOMEBODY, st.booleans()),
)


class Model:
    """One workspace."""

    def __init__(self) -> None:
        self.manager: dict[str, str | None] = dict.fromkeys(PEOPLE)
        self.accounts: dict[str, tuple[str | None, list[str]]] = {}
        self.left: set[str] = set()

    def step(self, what: str, name: str, value: object) -> tuple[str, str, dict[str, object]]:
        """The request that does the same."""
        if what == "manager":
            self.manager[name] = value  # type: ignore[assignment]
            return "PATCH", f"/v1/users/{name}", {"manager_id": value}
        if what == "leave":
            (self.left.add if value else self.left.discard)(name)
            return "PATCH", f"/v1/users/{name}", {"active": not value}
        if what == "delete":
            self.accounts.pop(name, None)
            return "DELETE", f"/v1/accounts/{name}", {}
        owner, shared = self.accounts.get(name, (None, []))
        if what == "owner":
            owner = value  # type: ignore[assignment]
        else:
            shared = value  # type: ignore[assignment]
        self.accounts[name] = (owner, shared)
        return "PUT", f"/v1/accounts/{name}", {"owner_id": owner, "shared_with_ids": shared}

    def sees(self, viewer: str, name: str) -> bool:
        if name not in self.accounts:
            return False
        owner, shared = self.accounts[name]
        return any(self._is_under(each, viewer) for each in (owner, *shared) if each)

    def _is_under(self, who: str | None, viewer: str) -> bool:
        for _ in range(len(PEOPLE) + 1):
            if who is None or who == viewer:
                break
            who = self.manager[who]
        return who == viewer


@examples(4)
@given(steps=st.lists(st.tuples(st.sampled_from(WORKSPACES), STEP), min_size=STEPS[0], max_size=STEPS[1]))
def test_everybody_sees_what_the_rule_says(new_sqlite_database: NewDatabase, steps: list) -> None:
    with new_sqlite_database() as engine:
        models = {each: Model() for each in WORKSPACES}
        crms = {each: client_of(engine, each) for each in WORKSPACES}
        browsers = {}
        for workspace, crm in crms.items():
            for name in PEOPLE:
                crm.put(f"/v1/users/{name}", json={"name": name})
                browsers[workspace, name] = person(engine, crm, name)
        numbers: dict[tuple[str, str], int] = {}
        for workspace, step in steps:
            method, path, fields = models[workspace].step(*step)
            named = {"name": f"Canary-{workspace}-{step[1]}"} if method == "PUT" else {}
            answer = crms[workspace].request(method, path, json={**named, **fields} if fields else None)
            assert answer.status_code < 300 or (method, answer.status_code) == ("DELETE", 404), answer.text
            if method == "PUT":
                numbers[workspace, step[1]] = answer.json()["leadline_id"]
        for (workspace, name), browser in browsers.items():
            model, page = models[workspace], browser.get("/")
            assert page.status_code == (403 if name in model.left else 200)
            for (where, account), number in numbers.items():
                seen = where == workspace and name not in model.left and model.sees(name, account)
                assert (f"Canary-{where}-{account}" in page.text) is seen
                expected = 403 if name in model.left else 200 if seen else 404
                assert browser.get(f"/accounts/{number}").status_code == expected
