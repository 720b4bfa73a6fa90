"""Reading one text: language, acknowledgement, quoted mail, and what is kept of it."""

import json

import pytest

from app.domain.tagging.packs import Pack
from app.domain.tagging.reading import read_text
from app.services.language import packs


def acknowledges(text: str) -> bool:
    reading = read_text(text, packs())
    assert reading is not None
    return bool(reading["acknowledges"])


@pytest.mark.parametrize(
    "text",
    [
        "thanks, received",
        "Thank you!",
        "Ok",
        "Got it, will do. Cheers, Tom",
        "Sounds good.",
        "Many thanks for the quick reply.",
        "Vielen Dank, ist angekommen!",
        "Passt, danke",
        "Thanks!\n\n-----Original Message-----\nFrom: Ann\nSubject: Order\nCould you confirm the order?",
        "Thanks for the quote.\n\nOn Mon, 3 Mar 2025 at 10:00, Ann wrote:\n> Could you confirm the order?",
    ],
)
def test_only_acknowledges(text: str) -> None:
    assert acknowledges(text)


@pytest.mark.parametrize(
    "text",
    [
        "thanks, but could you send the quote?",
        "Thanks. Please send the invoice again.",
        "Received, but one crate is missing.",
        "Thank you, when will it ship",
        "Vielen Dank, aber können Sie uns noch das Angebot schicken?",
        "Danke, leider fehlt die Rechnung.",
        "The pump is broken.",
        "Thanks for coming. We agreed that your team prepares the plan for the second plant and ours the budget.",
    ],
)
def test_says_more_than_thanks(text: str) -> None:
    assert not acknowledges(text)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "   ",
        "12345 ???",
        "Le client souhaite une démonstration la semaine prochaine",
        "El cliente quiere una demo para su equipo la próxima semana",
        "Il cliente chiede il prezzo per la consegna",
        "C'est important pour nous, la date de livraison est le 12",
        "De klant wil graag een offerte voor de nieuwe machine en wij zullen die morgen sturen",
        "Klient prosi o ofertę na dwadzieścia maszyn",
        "Пришлите, пожалуйста, предложение",
        "見積書を送ってください",
    ],
)
def test_what_cannot_be_read_is_not_known(text: str | None) -> None:
    assert read_text(text, packs()) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Please send us a quote for 200 valves", "en"),
        ("Onboarding meeting", "en"),
        ("Bitte senden Sie uns ein Angebot über 200 Ventile", "de"),
        ("Angebotserstellung", "de"),
        ("Follow-up mit Kunde zum Angebot", "de"),
    ],
)
def test_language(text: str, language: str) -> None:
    reading = read_text(text, packs())
    assert reading is not None
    assert reading["language"] == language


def test_umlauts_and_their_spelling_read_alike() -> None:
    one, other = read_text("Schulung für Anwender läuft", packs()), read_text("Schulung fuer Anwender laeuft", packs())
    assert one is not None
    assert other is not None
    assert one["scores"] == other["scores"]


def test_a_reading_is_plain_values_and_names_nobody() -> None:
    reading = read_text("Ms Zawadzka of Quillfeather Ltd asked for a revised quote, call 555 0199", packs())
    assert reading is not None
    assert json.loads(json.dumps(reading)) == reading
    kept = json.dumps(reading).lower()
    assert "zawadzka" not in kept
    assert "quillfeather" not in kept
    assert "quoting: quote" in reading["reasons"]


def test_quoted_mail_is_not_read() -> None:
    quoted = (
        "Fine for me.\n\n-----Original Message-----\nFrom: Ann\nSubject: Demo\nThe pump is broken, error on screen."
    )
    german = "Einverstanden mit allem.\n\nVon: Anna\nGesendet: Montag\nAn: Uwe\nBetreff: Pumpe\nDie Pumpe ist defekt."
    for text in (quoted, german):
        reading = read_text(text, packs())
        assert reading is not None
        assert not any("pump" in reason or "broken" in reason for reason in reading["reasons"])


def test_a_mail_that_only_forwards_is_read_by_what_it_forwards() -> None:
    reading = read_text("FYI\n---------- Forwarded message ----------\nSubject: Help\nThe pump is broken.", packs())
    assert reading is not None
    assert "service: broken" in reading["reasons"]


def test_only_the_beginning_of_a_long_body_is_read() -> None:
    beginning = "Please send a quote. " + "We look at the figures again and again. " * 20
    assert read_text(beginning, packs()) == read_text(beginning + "The pump is broken and leaks.", packs())


def test_a_megabyte_is_no_trouble() -> None:
    assert read_text("On it goes, " * 90_000, packs()) is not None


def pack_of(nested: bool) -> Pack:
    return Pack.from_mapping(
        {
            "language": "en",
            "function_words": ["the and"],
            "passed_over": ["the"],
            "acknowledgements": [],
            "requests": [],
            "quoted_mail": ["> "],
            "nested": nested,
            "purposes": {"quoting": {2: ["quote"]}, "follow_up": {3: ["follow up on quote"]}, "admin": {1: ["file*"]}},
        }
    )


def test_the_longest_entry_is_taken_and_counts_once() -> None:
    text = "Follow up on the quote and the filenames now"
    reading = read_text(f"{text} today", [pack_of(nested=False)])
    assert reading is not None
    assert reading["scores"] == {"follow_up": 3.0, "admin": 1.0}
    twice = read_text("The quotes and the quote and the quotes and the quote", [pack_of(nested=False)])
    assert twice is not None
    assert set(twice["scores"]) == {"quoting"}
    assert twice["reasons"] == ["quoting: quote"]


def test_a_nested_pack_counts_the_entries_inside_the_longest_as_well() -> None:
    reading = read_text("Follow up on the quote and the filenames now today", [pack_of(nested=True)])
    assert reading is not None
    assert reading["scores"] == {"follow_up": 3.0, "quoting": 2.0, "admin": 1.0}


def test_an_entry_decides_less_in_a_longer_text() -> None:
    scores = [read_text(f"The quote {'and the ' * n}", [pack_of(nested=False)]) for n in (0, 4, 40)]
    counted = [reading["scores"]["quoting"] for reading in scores if reading]
    assert counted[0] > counted[1] == 2.0 > counted[2] > 0


@pytest.mark.parametrize("purposes", [{"selling": {1: ["x"]}}, {"quoting": {0: ["x"]}}, {"quoting": {1: ["12"]}}])
def test_a_wrong_pack_is_refused(purposes: dict[str, dict[float, list[str]]]) -> None:
    with pytest.raises(ValueError, match=r"purpose|above 0|no word"):
        Pack.from_mapping(
            {
                "language": "en",
                "function_words": [],
                "acknowledgements": [],
                "requests": [],
                "quoted_mail": [],
                "purposes": purposes,
            }
        )
