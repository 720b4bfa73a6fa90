"""Fit the English weights of the reader to the project's own texts and to labelled texts, and say how well it does.

``python -m bench.fit_reading LABELS`` cross-validates: each labelled text is read with weights that were fitted
without it and without the other texts under its subject. Without LABELS a third of the own texts is held back instead.
``--write`` before either fits to everything and rewrites the purposes in ``app/data/language/en.yaml``; labelled texts
give weights only, an entry must stand in our own texts.
Needs scikit-learn, which nothing else here does: ``uv pip install --group fit``.
"""

import json
import sys
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import yaml
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from app.domain.tagging.packs import BEGINS, LINE, PURPOSES, Pack, words_of
from app.domain.tagging.reading import ANSWERED_SHARE, damping, parts_of, read_text
from app.domain.tagging.stems import stem
from app.domain.tagging.tag import tag_activity
from app.services.language import packs
from bench.own_texts import OwnText, own_texts
from bench.reading import side

PACK = Path(__file__).parents[1] / "app" / "data" / "language" / "en.yaml"
STRENGTH = 5.0
"""How freely weights leave 0: the C of the regression. From 3 to 10 unseen texts are read equally well."""
TEXTS_A_WORD, TEXTS_A_PAIR = 2, 3
"""So many texts must hold a word, or a pair of words, to make it an entry."""
LEAST_WEIGHT = 0.1
FOLDS = 8


def main(*arguments: str) -> None:
    own = [text for text in own_texts() if text.file != "german.txt"]
    labelled = [text for path in arguments if path != "--write" for text in labelled_texts(Path(path))]
    head = PACK.read_text(encoding="utf-8").partition("\npurposes:\n")[0]
    if "--write" in arguments:
        weights = fit([*own, *labelled], own)
        PACK.write_text(f"{head}\npurposes:\n" + "\n".join(lines(weights)) + "\n", encoding="utf-8")
        return
    said: list[tuple[str, str | None]] = []
    for fold in range(FOLDS) if labelled else [0]:
        held = [text for text in labelled or own if in_fold(text, FOLDS if labelled else 3) == fold]
        rest = [text for text in [*own, *labelled] if text not in set(held)]
        english = Pack.from_mapping(yaml.safe_load(head) | {"purposes": fit(rest, own)})
        said += [(text.purpose, purpose_of(text, (english, *packs()[1:]))) for text in held]
    sides = sum(side(meant) == side(read) for meant, read in said) / len(said)
    print(f"{len(said)} texts, each unseen by its fit: tending, creating, other {sides:.3f}", end=", ")
    print(f"purpose {sum(meant == read for meant, read in said) / len(said):.3f}")


def labelled_texts(path: Path) -> list[OwnText]:
    """The labelled texts on whose purpose most of the labellers agree."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        OwnText("", row["purpose"], row["type"], row["direction"].lower() or None, row["subject"], row["body"])
        for row in rows
        if row["purpose"]
    ]


def in_fold(text: OwnText, folds: int) -> int:
    """Texts under one subject, whatever stands before it, are held back together."""
    subject = text.subject.lower().rpartition(": ")[2]
    return crc32((subject or text.body).encode()) % folds


def purpose_of(text: OwnText, languages: tuple[Pack, ...]) -> str | None:
    fields = {"kind": "note" if text.kind == "ticket" else text.kind, "direction": text.direction}
    return tag_activity(fields, read_text(text.subject, languages), read_text(text.body, languages)).purpose


def fit(texts: list[OwnText], own: list[OwnText]) -> dict[str, dict[float, list[str]]]:
    """Purpose to weight to phrases, as a language pack has them: a logistic regression over the words and pairs."""
    held = [dict(features(text)) for text in texts]
    texts_with = Counter(phrase for one in held for phrase in one)
    kept = {p for p, n in texts_with.items() if n >= (TEXTS_A_PAIR if " " in p or BEGINS in p else TEXTS_A_WORD)}
    vectors = DictVectorizer()
    matrix = vectors.fit_transform([{phrase: x for phrase, x in one.items() if phrase in kept} for one in held])
    model = LogisticRegression(C=STRENGTH, fit_intercept=False, max_iter=500)
    model.fit(matrix, [text.purpose for text in texts])
    spelling = spellings(own)
    weights: dict[str, dict[float, list[str]]] = {purpose: defaultdict(list) for purpose in PURPOSES}
    for purpose, row in zip(model.classes_, model.coef_, strict=True):
        for phrase, weight in zip(vectors.feature_names_, row, strict=True):
            if abs(weight) >= LEAST_WEIGHT and phrase in spelling:
                weights[purpose][round(float(weight), 1)].append(spelling[phrase])
    return weights


def features(text: OwnText) -> Iterator[tuple[str, float]]:
    """How much each stem and pair of stems counts in a text, as the reader counts it."""
    counts: Counter[str] = Counter()
    for part in (text.subject, text.body):
        read = parts_of(part, packs())
        for words, share in ((read.own, 1.0), (read.answered, ANSWERED_SHARE)):
            stems = [stem(word, "en") for word in words]
            begins = [BEGINS + stems[0]] if words and len(words) <= LINE else []
            for phrase in {*begins, *stems, *map(" ".join, pairwise(stems))}:
                counts[phrase] += share * damping(len(words))
    yield from counts.items()


def spellings(texts: list[OwnText]) -> dict[str, str]:
    """Each phrase in its most frequent form: what the pack says and people read as a reason."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for words in (words_of(text.subject), words_of(text.body)):
            for form in [*words, *map(" ".join, pairwise(words))]:
                forms[" ".join(stem(word, "en") for word in form.split())][form] += 1
            for word in words[:1]:
                forms[BEGINS + stem(word, "en")][BEGINS + word] += 1
    return {phrase: counted.most_common(1)[0][0] for phrase, counted in forms.items()}


def lines(weights: dict[str, dict[float, list[str]]]) -> Iterator[str]:
    """The purposes of a pack as its file has them, the heaviest phrases first."""
    for purpose in PURPOSES:
        yield f"  {purpose}:"
        for weight in sorted(weights[purpose], reverse=True):
            phrases = ", ".join(yaml.safe_dump(p, width=200).split("\n")[0] for p in sorted(weights[purpose][weight]))
            yield f"    {weight:g}: ["
            yield from textwrap.wrap(f"{phrases}]", 116, initial_indent="      ", subsequent_indent="      ")


if __name__ == "__main__":
    main(*sys.argv[1:])
