"""The project's own labelled texts: invented, in the styles found in a CRM and a mailbox."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

HERE = Path(__file__).parents[1] / "tests" / "domain" / "tagging"
EXAMPLES = ("examples.yaml", "longer_examples.yaml")


class OwnText(NamedTuple):
    file: str
    purpose: str
    kind: str
    direction: str | None
    subject: str
    body: str


def own_texts() -> Iterator[OwnText]:
    """All of them: the example sentences and the short texts."""
    for name in EXAMPLES:
        yield from examples(name)
    yield from short_texts()


def examples(name: str) -> Iterator[OwnText]:
    for purpose, kinds in yaml.safe_load((HERE / name).read_text(encoding="utf-8")).items():
        for kind, texts in kinds.items():
            for text in texts:
                subject, body = (text, "") if kind == "task" else ("", text)
                yield OwnText(name, purpose, kind, None, subject, body)


def short_texts() -> Iterator[OwnText]:
    """Under ``[purpose kind direction]`` one text a line: ``subject | body | the mail it answers``."""
    for file in sorted((HERE / "texts").glob("*.txt")):
        purpose, kind, direction = "", "", ""
        for line in filter(None, file.read_text(encoding="utf-8").splitlines()):
            if line.startswith("["):
                purpose, kind, direction = [*line.strip("[]").split(), ""][:3]
            elif not line.startswith("#"):
                subject, body, answered = (part.strip() for part in f"{line}||".split("|")[:3])
                mail = f"{body}\n\n-----Original Message-----\nSubject: \n{answered}" if answered else body
                yield OwnText(file.name, purpose, kind, direction or None, subject, mail)
