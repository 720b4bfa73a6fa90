"""Numbers, days and money as the reader's browser asks for them; what is kept or sent stays the same for everybody."""

import pytest
from sqlalchemy import Engine

from app.surfaces.pages.formats import band, count, day, money, number, percent, short_day, weekday
from app.surfaces.texts.reader import WORKSPACE, Reader, reader_of, reading_as
from tests.routers.test_pages import fill, signed_in

DAY = "2026-09-03"


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", ("3 Sep 2026", "Thursday, 3 Sep", "1,234.5", "€620K", "41%")),
        ("en_US", ("Sep 3, 2026", "Thursday, Sep 3", "1,234.5", "€620K", "41%")),
        ("en_GB", ("3 Sept 2026", "Thursday, 3 Sept", "1,234.5", "€620K", "41%")),
        ("de", ("3. Sept. 2026", "Donnerstag, 3. Sept.", "1.234,5", "620.000 €", "41 %")),
        ("fr", ("3 sept. 2026", "jeudi, 3 sept.", "1 234,5", "620 k €", "41 %")),
        ("ja", ("2026年9月3日", "木曜日, 9月3日", "1,234.5", "€62万", "41%")),
    ],
)
def test_numbers_days_and_money_are_written_as_the_reader_writes_them(locale: str, said: tuple[str, ...]) -> None:
    with reading_as(Reader(locale)):
        shown = day(DAY), weekday(DAY), number(1234.5), money(620000), percent(0.41)
    assert tuple(" ".join(each.split()) for each in shown) == said


def test_without_a_reader_everything_is_as_the_workspace_writes_it() -> None:
    shown = day(DAY), short_day(DAY), band({"low": 66.7, "high": 100}), count({"yes": 8, "of": 5}), money(None)
    assert shown == ("3 Sep 2026", "3 Sep", "67 to 100", "8, 5 needed", "not known")


@pytest.mark.parametrize(
    ("header", "locale", "language"),
    [
        ("de", "de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de_AT", "de"),
        ("fr-CH, en;q=0.9, de;q=0.8", "fr_CH", "en"),
        ("fr, de;q=0.2", "fr", "de"),
        ("en;q=0.2, de-DE;q=0.7", "de_DE", "de"),
        ("zh-TW", "zh_Hant_TW", "zh_Hant"),
        ("de;q=0, en-GB", "en_GB", "en"),
        ("xx-YY, nonsense!, en-GB;q=0.1", "en_GB", "en"),
        ("it", "it", "en"),
    ],
)
def test_the_browser_says_who_reads(header: str, locale: str, language: str) -> None:
    assert reader_of(header, {"de", "zh_Hant"}) == Reader(locale, language)


@pytest.mark.parametrize(
    "header",
    ["", "*", ";;;,,,q=", "de;q=much", "de;q=nan", "-", "_", "de_DE", "..", "\x00", "é", "a" * 90_000, "en-" * 999],
)
def test_a_header_that_says_nothing_leaves_it_to_the_workspace(header: str) -> None:
    assert reader_of(header, {"de"}) == WORKSPACE


def test_a_page_is_kept_for_each_way_of_writing_and_the_review_is_one_for_all(sqlite_engine: Engine) -> None:
    number = fill(sqlite_engine, "acme")
    person = signed_in(sqlite_engine)

    def said(path: str, language: str) -> str:
        answer = person.get(path, headers={"accept-language": language})
        assert answer.status_code == 200
        assert '<html lang="en">' in answer.text
        return answer.text

    for path in ("/", f"/accounts/{number}"):
        assert "620.000\xa0€" in said(path, "de")
        assert "€620K" in said(path, "en-GB")
        assert "620.000\xa0€" in said(path, "de")
    assert "Accept-Language" in person.get("/").headers["vary"]
    for form in ("", ".html", ".pdf", ".xlsx"):
        path = f"/reviews/2026-W40{form}"
        german, british = (person.get(path, headers={"accept-language": each}).content for each in ("de", "en-GB"))
        assert german == british, path
