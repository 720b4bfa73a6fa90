"""What is said of real-looking accounts agrees with the numbers and the evidence beside it, and reads as English."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from app.demo.company import demo_records
from app.services.import_files import import_paths
from app.services.list_assessments import bodies_at
from app.services.policies import default_policy
from app.services.show_records import Caller
from app.services.word_assessment import names_in, worded
from tests.sending import Crm, put

SUITE = Path(__file__).parents[3] / "shared" / "data" / "crm" / "suitecrm_demo"
TODAY = date(2026, 11, 22)
COUNTS = {
    "order_taking": "deals",
    "single_threaded": "people",
    "proposal_without_support": None,
    "slow_quotes": "late",
    "slow_replies": "late",
    "overdue_work": "overdue",
    "stuck_opportunity": "stuck",
    "champion_quiet": "people",
    "change_without_leadership": "changes",
}
"""Findings whose evidence is as long as this number says; None: by type."""
SAID_AS_WORDS: dict[str, dict[int, str]] = {
    "order_taking": {1: "the one deal", 2: "both deals"},
    "single_threaded": {1: "one person"},
}
LISTED = ("proposal_without_support", "champion_quiet", "change_without_leadership")
"""Their sentence is their evidence, up to three of it."""


@dataclass
class Said:
    body: dict[str, Any]
    words: dict[str, Any]
    named: dict[tuple[str, int], dict[str, Any]]

    def findings(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        return list(zip(self.body["findings"], self.words["findings"], strict=True))

    def answers(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        axes = [axis for axis in ("effectiveness", "efficiency") if self.body[axis]]
        return [
            pair for axis in axes for pair in zip(self.body[axis]["answers"], self.words[axis]["answers"], strict=True)
        ]

    def sentences(self) -> list[str]:
        spoken = [words for _, words in (*self.findings(), *self.answers())]
        cures = [cure["sentence"] for words in self.words["findings"] for cure in words["cures"]]
        says = [each["says"] for words in spoken for each in words["evidence"]]
        return [*(words["sentence"] for words in spoken), *cures, *says]


@pytest.fixture(scope="module", params=["demo", "suitecrm_demo"])
def said(request, new_sqlite_database, tmp_path_factory) -> list[Said]:
    as_of = datetime.combine(TODAY, time(8), UTC)
    if request.param == "suitecrm_demo" and not SUITE.is_dir():
        pytest.skip("../shared/data/crm/suitecrm_demo is not here")
    with new_sqlite_database() as engine:
        with engine.begin() as connection:
            crm = Crm(connection)
            if request.param == "demo":
                records = ({**record} for record in demo_records(TODAY))
                crm.send(*(put(record.pop("type"), **record) for record in records), at=as_of)
        if request.param == "suitecrm_demo":
            import_paths(
                engine, "acme", "crm", [SUITE], zone=None, now=as_of, refused_to=tmp_path_factory.mktemp("refused")
            )
        with engine.connect() as connection:
            caller = Caller(connection, crm.workspace_id, crm.source_id)
            bodies = bodies_at(caller, as_of)
            named = names_in(caller, bodies.values())
            return [Said(body, worded(body, named, default_policy()), named) for body in bodies.values()]


def test_there_is_much_to_read(said: list[Said]) -> None:
    assert sum(len(each.sentences()) for each in said) > 300


def test_sentences_are_whole(said: list[Said]) -> None:
    for each in said:
        for sentence in each.sentences():
            assert not re.search(r"\?|None|null|\{|\}|“”|  | ,|,,|;;|\.\.| \.|: \.|:\.|, \.", sentence), sentence
            assert not re.search(r"\b(\w+) \1\b", sentence, re.IGNORECASE), sentence
            assert sentence[:1] == sentence[:1].upper(), sentence
            assert not sentence.startswith((" ", ":", ",", ";")), sentence


def test_nothing_is_said_twice_in_one_finding(said: list[Said]) -> None:
    for each in said:
        for _, words in each.findings():
            clauses = words["sentence"].rstrip(".").split("; ")
            assert len(clauses) == len(set(clauses)), words["sentence"]


def test_counts_in_a_finding_are_its_numbers_and_its_evidence(said: list[Said]) -> None:
    checked = 0
    for each in said:
        for finding, words in each.findings():
            code, numbers, sentence = finding["code"], finding["numbers"], words["sentence"]
            assert len(words["evidence"]) == len(finding["evidence"])
            if code not in COUNTS:
                continue
            counted = COUNTS[code]
            if counted is None:
                deals = [one for one in finding["evidence"] if one["type"] == "opportunity"]
                assert len(deals) == numbers["proposals"], sentence
            else:
                assert len(finding["evidence"]) == numbers[counted], sentence
            if code in LISTED:
                shown = [one["says"] for one in words["evidence"]][:3]
                assert all(one.casefold() in sentence.casefold() for one in shown), sentence
            else:
                said_so = SAID_AS_WORDS.get(code, {}).get(int(numbers[counted]), f"{numbers[counted]:g}")
                assert said_so in sentence.lower(), sentence
            checked += 1
    assert checked > 5


def test_counts_in_an_answer_are_its_evidence(said: list[Said]) -> None:
    for each in said:
        for answer, words in each.answers():
            if answer["verdict"] not in ("yes", "no") or not answer["applies"] or not answer["of"]:
                continue
            if answer["question"] in ("quotes_in_time", "replies_in_time", "promised_work", "next_step"):
                assert words["sentence"].startswith(f"{answer['yes']:g} of {answer['of']:g} "), words["sentence"]
                if answer["of"] <= 50:
                    assert sum(one["counts"] for one in answer["evidence"]) == answer["yes"], words["sentence"]
                    assert len(answer["evidence"]) == answer["of"], words["sentence"]
            if answer["question"] == "business_created":
                assert sum(one["counts"] for one in answer["evidence"]) == answer["yes"], words["sentence"]


def test_whoever_is_named_exists(said: list[Said]) -> None:
    names = 0
    for each in said:
        for finding, words in each.findings():
            for one, shown in zip(
                (*finding["evidence"], *finding["cures"]), (*words["evidence"], *words["cures"]), strict=True
            ):
                fields = each.named[one["type"], one["ref"]]
                told = shown.get("says") or shown["sentence"]
                assert shown["id"] == fields["id"]
                if one["type"] == "contact" and not one["code"].startswith("plan_"):
                    assert str(fields["name"]) in told, told
                    names += 1
                if one["type"] == "opportunity" and fields["name"]:
                    assert str(fields["name"]) in told, told
                    names += 1
    assert names > 20
