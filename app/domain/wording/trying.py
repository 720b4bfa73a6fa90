"""What trying a cure says."""

from collections.abc import Sequence

from app.domain.wording.findings import posture_words
from app.domain.wording.names import plural


def tried_sentence(before: str, after: str, aim: str, moved: int) -> str:
    """The posture first, then how much moves."""
    was, would = posture_words(before, aim), posture_words(after, aim)
    if before != after:
        return f"It would be {would}; today it is {was}."
    if not moved:
        return f"No answer would move; it stays {was}."
    return f"It would move {plural(moved, 'answer')}, and stay {was}."


def missing_sentence(findings: Sequence[str], answers: Sequence[str]) -> str:
    """``findings`` and ``answers`` are the titles of what would still be there."""
    if not findings and not answers:
        return "Nothing would be missing."
    parts = []
    if answers:
        parts.append(f"still no: {', '.join(title.removesuffix('?').lower() for title in answers)}")
    if findings:
        parts.append(f"still found: {', '.join(title.lower() for title in findings)}")
    said = "; ".join(parts)
    return f"{said[:1].upper()}{said[1:]}."
