"""Worked situations in YAML: reading them, and comparing what came out with what they expect."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parents[1] / "cases"
SHARED = Path(__file__).parents[3] / "shared" / "examples"
SCORE_TOLERANCE = 0.5


def situation_files() -> list[Path]:
    return sorted(HERE.glob("*.yaml")) + (sorted(SHARED.glob("*.yaml")) if SHARED.is_dir() else [])


def read_situation(path: Path) -> dict[str, Any]:
    situation: dict[str, Any] = yaml.safe_load(path.read_text())
    beside = path.parent / "with" / f"{situation['with']}.yaml" if "with" in situation else None
    if beside:
        situation["records"] = situation["records"] + yaml.safe_load(beside.read_text())["records"]
    situation["records"] = [as_json(record) for record in situation["records"]]
    return situation


def as_json(value: Any) -> Any:
    """YAML's instants and days as the texts a CRM would send."""
    if isinstance(value, dict):
        return {key: as_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def instant(value: Any) -> datetime | None:
    return None if value is None else datetime.fromisoformat(as_json(value))


def differences(expected: dict[str, Any], got: dict[str, Any]) -> list[str]:
    """What differs between a situation's expectation and an assessment in the form of the REST answer."""
    found = []
    for name in ("state", "posture", "would_settle", "advice"):
        if name in expected and expected[name] != got[name]:
            found.append(f"{name}: expected {expected[name]}, got {got[name]}")
    aim = {"value": got["aim"], "assumed": got["aim_assumed"]}
    if expected["aim"] != aim:
        found.append(f"aim: expected {expected['aim']}, got {aim}")
    for name in ("findings", "flags"):
        codes = sorted(each["code"] for each in got[name])
        if expected[name] != codes:
            found.append(f"{name}: expected {expected[name]}, got {codes}")
    for name, value in expected.get("results", {}).items():
        if got["results"].get(name) != value:
            found.append(f"results.{name}: expected {value}, got {got['results'].get(name)}")
    answers = {each["question"]: each for axis in ("effectiveness", "efficiency") for each in _answers(got, axis)}
    for question, answer in expected.get("answers", {}).items():
        found += _answer_differences(question, answer, answers.get(question))
    for axis in ("effectiveness", "efficiency"):
        if axis in expected:
            found += _axis_differences(axis, expected[axis], got[axis])
    return found


def _answers(got: dict[str, Any], axis: str) -> list[dict[str, Any]]:
    return got[axis]["answers"] if got.get(axis) else []


def _answer_differences(question: str, expected: dict[str, Any], got: dict[str, Any] | None) -> list[str]:
    if got is None:
        return [f"{question}: expected {expected}, got nothing"]
    found = []
    for name in ("verdict", "yes", "of"):
        if name in expected and expected[name] != got[name]:
            found.append(f"{question}.{name}: expected {expected[name]}, got {got[name]}")
    if "score" in expected:
        score = expected["score"]
        low, high = score if isinstance(score, list) else (score, score)
        if abs(got["low"] - low) > SCORE_TOLERANCE or abs(got["high"] - high) > SCORE_TOLERANCE:
            found.append(f"{question}.score: expected {score}, got [{got['low']}, {got['high']}]")
    return found


def _axis_differences(axis: str, expected: dict[str, Any], got: dict[str, Any] | None) -> list[str]:
    if got is None:
        return [f"{axis}: expected {expected}, got nothing"]
    found = [] if expected["verdict"] == got["verdict"] else [f"{axis}: {expected['verdict']} != {got['verdict']}"]
    for name in ("low", "high", "line"):
        if abs(expected[name] - got[name]) > SCORE_TOLERANCE:
            found.append(f"{axis}.{name}: expected {expected[name]}, got {got[name]}")
    return found
