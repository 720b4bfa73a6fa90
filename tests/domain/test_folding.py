"""Names are found however they are written."""

import pytest

from app.domain.folding import folded_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Söhne & Cie.", ["sohne", "cie"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("Łódź Ørsted Ægir", ["lodz", "orsted", "aegir"]),
        ("O'Neill-Smith", ["o", "neill", "smith"]),
        ("dana.ruiz@acme.example", ["dana", "ruiz", "acme", "example"]),
        ("İstanbul \u0131s\u0131", ["istanbul", "isi"]),
        ("トヨタ Motor", ["ト", "ヨ", "タ", "motor"]),
        ("현대 Motor", ["현대", "motor"]),
        ("  ", []),
        ("", []),
    ],
)
def test_case_accents_and_punctuation_do_not_matter(text: str, words: list[str]) -> None:
    assert folded_words(text) == words
    assert folded_words(" ".join(words)) == words, "folded once is folded"
