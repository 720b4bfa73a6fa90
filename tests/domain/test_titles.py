"""Titles: who is senior, and in which function."""

from pathlib import Path

import pytest
import yaml

from app.domain.titles import TitleLexicon, function, seniority
from app.services.language import titles

CASES = yaml.safe_load((Path(__file__).parent / "titles.yaml").read_text(encoding="utf-8"))


def test_the_list_is_long_enough_to_mean_something() -> None:
    assert len(CASES) >= 300


@pytest.mark.parametrize(("title", "expected"), [(title, tuple(says)) for title, says in CASES.items()])
def test_title(title: str, expected: tuple[int, str | None]) -> None:
    assert (seniority(title, titles()), function(title, titles())) == expected


@pytest.mark.parametrize("title", [None, "", "   "])
def test_without_a_title_nothing_is_known(title: str | None) -> None:
    assert seniority(title, titles()) is None
    assert function(title, titles()) is None


@pytest.mark.parametrize("title", ["Director of Finance", "Geschäftsführer", "Head of IT / Digital"])
def test_case_and_punctuation_change_nothing(title: str) -> None:
    said = seniority(title, titles()), function(title, titles())
    for form in (title.upper(), title.lower(), f"  {title}. ", title.replace(" ", "  ")):
        assert (seniority(form, titles()), function(form, titles())) == said


def test_a_lexicon_is_made_from_plain_values() -> None:
    lexicon = TitleLexicon.from_mapping(
        {
            "seniority": {5: ["chief"], 1: ["chief cook"]},
            "whole_title": {},
            "belongs_to": ["to the"],
            "abbreviations": {},
            "functions": {"finance": ["money"]},
        }
    )
    assert [seniority(t, lexicon) for t in ("Chief", "Chief cook", "Aide to the Chief")] == [5, 1, 1]
    assert function("Chief of money", lexicon) == "finance"
