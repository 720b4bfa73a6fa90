"""Our own example sentences, and the labelled texts where they are at hand."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from app.domain.tagging.reading import read_text
from app.domain.tagging.tag import tag_activity
from app.domain.terms import CREATING, TENDING
from app.services.language import packs
from bench.own_texts import OwnText, examples, short_texts

HERE = Path(__file__).parent
LABELS = HERE.parents[3] / "shared" / "data" / "labels" / "dev.jsonl"


def side(purpose: str | None) -> str | None:
    return "tending" if purpose in TENDING else "creating" if purpose in CREATING else purpose


def purpose_of(kind: str, subject: str | None, body: str | None, direction: str | None = None) -> str | None:
    fields = {"kind": kind, "direction": direction}
    return tag_activity(fields, read_text(subject, packs()), read_text(body, packs())).purpose


def as_read(texts: Iterable[OwnText]) -> list[tuple[str, str | None]]:
    return [(t.purpose, purpose_of("note" if t.kind == "ticket" else t.kind, t.subject, t.body)) for t in texts]


@pytest.mark.parametrize(
    ("name", "purposes", "sides"), [("examples.yaml", 0.85, 0.9), ("longer_examples.yaml", 0.6, 0.75)]
)
def test_examples_are_read_as_meant(name: str, purposes: float, sides: float) -> None:
    read = as_read(examples(name))
    assert sum(meant == said for meant, said in read) >= purposes * len(read)
    assert sum(side(meant) == side(said) for meant, said in read) >= sides * len(read)


def test_short_texts_are_read_as_meant() -> None:
    read = as_read(short_texts())
    assert sum(meant == said for meant, said in read) >= 0.85 * len(read)
    assert sum(side(meant) == side(said) for meant, said in read) >= 0.9 * len(read)


GERMAN = [
    ("task", "Angebot für Ersatzteile erstellen", "quoting"),
    ("email", "Was kostet eine Verlängerung um zwei Jahre, und welchen Rabatt gibt es bei 50 Stück?", "quoting"),
    ("task", "Termin mit dem Einkauf verschieben", "scheduling"),
    ("email", "Würde Ihnen Dienstag um 10 Uhr passen? Die Einladung folgt.", "scheduling"),
    ("call", "Nicht erreicht, auf Mailbox gesprochen", "follow_up"),
    ("email", "Hatten Sie schon Gelegenheit, die Unterlagen anzusehen? Ich bitte um Rückmeldung.", "follow_up"),
    ("email", "Die Pumpe ist defekt, bitte schicken Sie einen Techniker.", "service"),
    ("task", "Schulung der Anwender", "service"),
    ("task", "Vertrag prüfen und unterschreiben lassen", "admin"),
    ("task", "Stammdaten im CRM pflegen", "admin"),
    ("meeting", "Erstgespräch: Herausforderungen, Ziele und Budget, wer entscheidet ist offen.", "discovery"),
    ("email", "Wir suchen einen neuen Anbieter und möchten mehr über Ihre Leistungen erfahren.", "discovery"),
    ("task", "Entscheider bei der Tochter herausfinden und mich vorstellen", "reaching"),
    ("meeting", "Auf der Messe Visitenkarten gesammelt, Erstkontakt mit dem Vorstand", "reaching"),
    ("task", "Präsentation der Lösung vorbereiten", "proposing"),
    ("email", "Das Konzept zeigt die Einsparungen, und die Anlage rechnet sich in zwei Jahren.", "proposing"),
    ("meeting", "Einwände des Betriebsrats besprochen, Zusage für die nächsten Schritte erhalten", "lining_up"),
    ("task", "Preisverhandlung und Abschluss", "lining_up"),
    ("note", "Das zweite Werk könnte die gleiche Anlage brauchen, weitere Standorte folgen", "expanding"),
    ("task", "Zusätzliche Lizenzen anbieten", "expanding"),
    ("note", "Kunde wird übernommen, wir brauchen einen Plan B", "planning"),
    ("task", "Wettbewerbsanalyse und Strategie für den Kunden", "planning"),
    ("email", "Die Kantine bleibt am Feiertag geschlossen. Frohe Weihnachten der ganzen Familie!", "other"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "purpose"), GERMAN)
def test_german(kind: str, text: str, purpose: str) -> None:
    subject, body = (text, None) if kind == "task" else (None, text)
    assert purpose_of(kind, subject, body) == purpose


@pytest.mark.skipif(not LABELS.exists(), reason="the labelled texts are not here")
def test_labelled_texts_the_weights_were_fitted_to() -> None:
    rows = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    said = [purpose_of(row["type"], row["subject"], row["body"], row["direction"].lower() or None) for row in rows]
    sides = [side(purpose) == row["group"] for purpose, row in zip(said, rows, strict=True) if row["group"]]
    purposes = [purpose == row["purpose"] for purpose, row in zip(said, rows, strict=True) if row["purpose"]]
    assert sum(sides) >= 0.95 * len(sides)
    assert sum(purposes) >= 0.9 * len(purposes)
