"""A policy goes out as YAML and comes back the same; what is no policy is refused by line or by number."""

from typing import Any

import pytest

from app.domain.policy import Policy
from app.domain.policy_document import is_number, overrides, range_of
from app.errors import Problem
from app.services.policies import checked, default_document
from app.services.policy_yaml import read_policy_yaml, write_policy_yaml


def refused(text: str | bytes) -> dict[str, str]:
    with pytest.raises(Problem) as caught:
        checked(read_policy_yaml(text if isinstance(text, bytes) else text.encode()))
    return {error.pointer: error.detail for error in caught.value.errors}


def test_the_default_comes_back_as_it_went_out() -> None:
    text = write_policy_yaml(default_document())
    assert read_policy_yaml(text.encode()) == default_document()
    assert checked(read_policy_yaml(text.encode())) == default_document()


def test_every_number_of_the_default_has_a_range() -> None:
    numbers = [
        (group, name)
        for group, inside in default_document().items()
        for name, entry in (inside.items() if isinstance(inside, dict) else ())
        if is_number(entry) and not isinstance(entry["value"], bool)
    ]
    assert len(numbers) > 50
    assert [path for path in numbers if not range_of(path)] == []


def test_what_is_left_out_stays_and_a_bare_number_keeps_what_is_said_of_it() -> None:
    whole = checked(
        {"lines": {"effectiveness": 65}, "quotes": {"standard": {"value": 2, "reason": "We build to order."}}}
    )
    assert whole["lines"]["effectiveness"] == {**default_document()["lines"]["effectiveness"], "value": 65}
    assert whole["quotes"]["standard"]["reason"] == "We build to order."
    assert whole["quotes"]["standard"]["unit"] == "business days"
    assert whole["lines"]["efficiency"] == default_document()["lines"]["efficiency"]


def test_only_what_differs_is_told_from_the_default() -> None:
    written = {
        "lines": {"effectiveness": 65},
        "quotes": {"standard": {"value": 2, "reason": "We build to order."}},
        "aims": {"C": "exit"},
        "calendar": {"holidays": ["2026-12-25"], "holidays_in": {"Europe/Berlin": ["2026-10-03"]}},
        "stage_map": {"angebot": "proposal"},
        "switched_off": ["ready_for_change"],
    }
    whole = checked(written)
    assert overrides(whole, default_document()) == written
    assert checked(read_policy_yaml(write_policy_yaml(written).encode())) == whole


def test_words_that_other_readers_of_yaml_take_for_truths_stay_words() -> None:
    whole = checked(read_policy_yaml(b"fit_rules: [{when: {country: [NO, SE]}, fit: 80}]\naims: {none: exit}"))
    assert whole["fit_rules"][0]["when"]["country"] == ["NO", "SE"]
    assert whole["aims"]["none"] == "exit"


def test_an_empty_document_is_the_default() -> None:
    assert checked(read_policy_yaml(b"")) == checked(read_policy_yaml(b"lines:\n")) == default_document()


REFUSED = [
    ("lines: {effectivness: 65}", "/lines/effectivness", "there are effectiveness, efficiency"),
    ("linse: {effectiveness: 65}", "/linse", "there are windows, lines"),
    ("lines: 65", "/lines", "must be a group"),
    ("lines: {effectiveness: high}", "/lines/effectiveness", "must be a number from 0 to 100"),
    ("lines: {effectiveness: true}", "/lines/effectiveness", "must be a number from 0 to 100"),
    ("lines: {effectiveness: 101}", "/lines/effectiveness", "must be a number from 0 to 100"),
    ("lines: {effectiveness: .nan}", "/lines/effectiveness", "must be a number from 0 to 100"),
    ("lines: {effectiveness: }", "/lines/effectiveness", "must be a number from 0 to 100"),
    ("lines: {effectiveness: {value: 65, unit: percent}}", "/lines/effectiveness/unit", "counted in points of 100"),
    ("lines: {effectiveness: {value: 65, reason: ''}}", "/lines/effectiveness/reason", "must say something"),
    ("lines: {effectiveness: {val: 65}}", "/lines/effectiveness/val", "there are value, unit"),
    ("lines: {few_cases: 2.5}", "/lines/few_cases", "must be a whole number from 1 to 100"),
    ("windows: {contact: 0}", "/windows/contact", "must be a number from 1 to 3650"),
    ("capture: {share: 1.5}", "/capture/share", "must be a number from 0 to 1"),
    ("quotes: {standard: 0}", "/quotes/standard", "must be a number over 0"),
    ("weights: {next_step: -1}", "/weights/next_step", "must be a number from 0 to 100"),
    (
        "weights: {quotes_in_time: 0, replies_in_time: 0, promised_work: 0, next_step: 0}",
        "/weights/next_step",
        "one question of each axis has to count",
    ),
    ("flags: {looks: 2, running: 3}", "/flags/running", "must not be more than looks"),
    ("calendar: {opens: 17, closes: 17}", "/calendar/closes", "must be later than opens"),
    ("calendar: {zone: Europe/Berln}", "/calendar/zone", "is no time zone"),
    ("calendar: {workdays: []}", "/calendar/workdays", "at least 1"),
    ("calendar: {workdays: [7]}", "/calendar/workdays/0", "6 or less"),
    ("calendar: {holidays: [tomorrow]}", "/calendar/holidays/0", "must be a day"),
    ("calendar: {holidays_in: {Mars: [2026-12-25]}}", "/calendar/holidays_in/Mars", "is no time zone"),
    ("money: {home_currency: Euro}", "/money/home_currency", "three capital letters"),
    ("money: {rates: {USD: 0}}", "/money/rates/USD", "must be over 0"),
    ("money: {rates: {usd: 1}}", "/money/rates/usd", "three capital letters"),
    ("aims: {A: win}", "/aims/A", "must be one of grow, keep or exit"),
    ("aims: {D: keep}", "/aims/D", "there are A, B, C, none"),
    ("stage_map: {Offer: proposed}", "/stage_map/offer", "must be one of open, proposal, commit, won or lost"),
    ("mappings: {purpose: {QBR: chat}}", "/mappings/purpose/qbr", "must be one of quoting"),
    ("fit_rules: [{when: {branch: Steel}, fit: 80}]", "/fit_rules/0/when/branch", "is no name that is known here"),
    ("fit_rules: [{when: {country: DE}, fit: 120}]", "/fit_rules/0/fit", "must be 100"),
    ("fit_rules: [{when: {employees: {from: many}}, fit: 80}]", "/fit_rules/0/when/employees/from", "must be a number"),
    ("proxies: {starter: 1}", "/proxies/starter", "must be true or false"),
    ("switched_off: [weather]", "/switched_off/0", "must be one of business_created"),
    (
        "switched_off: [quotes_in_time, replies_in_time, promised_work, next_step]",
        "/switched_off",
        "must leave one of quotes_in_time, replies_in_time, promised_work, next_step on",
    ),
    (
        "switched_off: [business_created]\nweights: {right_people: 0, support_lined_up: 0, ready_for_change: 0}",
        "/switched_off",
        "must leave one of business_created",
    ),
    ('stage_map: {"a\\0": won}', "/stage_map", "cannot be kept"),
]


@pytest.mark.parametrize(("text", "pointer", "says"), REFUSED)
def test_what_does_not_fit_is_named_with_its_place(text: str, pointer: str, says: str) -> None:
    assert says in refused(text)[pointer]


def test_every_number_that_is_wrong_is_named_at_once() -> None:
    found = refused("lines: {effectiveness: 200}\nwindows: {contact: 0}\nmoney: {home_currency: x}")
    assert found.keys() == {"/lines/effectiveness", "/windows/contact", "/money/home_currency"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"lines: {effectiveness: 65", "line 1"),
        (b"a: 1\nlines: {}\na: 2", "names something twice"),
        (b"a: &x 1\nb: *x", "by reference"),
        (b"- 65", "must be groups"),
        (b"\xff\xfe", "is not UTF-8 at byte 1"),
        (b"[" * 5000, "not YAML"),
        (b"a: !!python/object:os.system x", "line 1"),
        (b"a: " + b"9" * 5000, "not YAML"),
    ],
)
def test_what_is_no_yaml_is_refused_by_its_line(text: bytes, says: str) -> None:
    assert says in refused(text)[""]


def test_a_number_out_of_range_would_not_be_read_from_storage_either() -> None:
    document: dict[str, Any] = {**default_document(), "lines": {**default_document()["lines"], "efficiency": 300}}
    with pytest.raises(ValueError, match="efficiency"):
        Policy.from_document(document, titles=None)  # type: ignore[arg-type]
