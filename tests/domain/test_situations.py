"""Every worked situation comes out as its file says, judged without a database, in any order of its records."""

import random
from pathlib import Path

import pytest

from app.domain.assessment_body import body_of
from app.domain.policy import Policy
from app.services.language import titles
from tests.domain.in_memory import InMemory
from tests.domain.situations import differences, instant, policy_document_of, read_situation, situation_files


@pytest.mark.parametrize("path", situation_files(), ids=lambda path: f"{path.parent.name}-{path.stem}")
@pytest.mark.parametrize("shuffled", [False, True], ids=["in order", "shuffled"])
def test_situation(path: Path, shuffled: bool) -> None:
    situation = read_situation(path)
    records = situation["records"]
    if shuffled:
        random.Random(7).shuffle(records)
    as_of = instant(situation["as_of"])
    assert as_of
    policy = Policy.from_document(policy_document_of(situation), titles())
    assessment = InMemory(records).judge(situation["account"], policy, as_of, instant(situation.get("known_at")))
    got = body_of(assessment, policy.money.home_currency)
    found = differences(situation["expect"], got)
    assert not found, "\n".join([situation["title"], *found, situation["expect"]["because"]])
