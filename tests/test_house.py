"""How this project is written, where a machine can tell."""

import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import yaml

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "app").rglob("*.py"))
NOT_OURS = {".git", ".venv", ".hypothesis", "out", "build", "dist", "__pycache__"}
VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "manager", "processor", "misc"}
ELSEWHERE = re.compile(
    r"(?<![\w.$}])/(?:work|root|home|Users)/\w|/tmp/[v]\b"
    r"|\bpypi\.org|pythonhosted\.org|registry\.npmjs\.org|\b(?:deb|security)\.debian\.org|proxy\.golang\.org"
)


def texts() -> Iterator[tuple[Path, str]]:
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT)
        ours = not any(part in NOT_OURS or part.endswith(("_cache", ".egg-info")) for part in inside.parts)
        if ours and path.is_file() and path.suffix not in {".db", ".db-wal", ".db-shm", ".png", ".ico", ".woff2"}:
            yield inside, path.read_text(encoding="utf-8")


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_files_stay_short() -> None:
    too_long = {str(path.relative_to(ROOT)): lines(path) for path in SOURCES if lines(path) > 300}
    assert not too_long
    assert median(lines(path) for path in SOURCES if lines(path)) < 100


def test_files_are_named_for_what_they_hold() -> None:
    everything = [*SOURCES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py")]
    assert not [path for path in everything if VAGUE & {path.stem, path.parent.name}]


def test_make_has_few_targets_and_says_what_each_does() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):(?!=)(.*)$", makefile, re.MULTILINE)
    assert len(targets) <= 10
    assert all("## " in line for _, line in targets), targets


def test_locked_packages_have_hashes_and_no_address() -> None:
    for path in ROOT.glob("*.lock"):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text
        assert not re.search(r"^\s*(-i|--index-url|--extra-index-url|-f|--find-links)\b", text, re.MULTILINE)
        packages = re.findall(r"^[\w.-]+==(?:.*\\\n)*.*", text, re.MULTILINE)
        assert packages
        assert all("--hash=sha256:" in package for package in packages), path


def test_nothing_names_one_machine_or_a_package_registry() -> None:
    named = [(str(path), found[0]) for path, text in texts() if (found := ELSEWHERE.search(text))]
    assert not named


def test_no_error_is_raised_twice() -> None:
    """One that is kept and raised again keeps everything that was at hand each time, for good."""
    kept = re.compile(r"^\s*raise [A-Z][A-Z_]+\b", re.MULTILINE)
    assert not [path for path in SOURCES if kept.search(path.read_text(encoding="utf-8"))]


def numbers(node: object, path: str = "") -> Iterator[tuple[str, dict[str, object]]]:
    """Every number of the policy with the mapping that explains it; a bare number comes with an empty one."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "value":
                yield path, node
            else:
                yield from numbers(value, f"{path}/{key}")
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from numbers(value, f"{path}/{place}")
    elif "/workdays/" in path:
        return  # days of the week, a choice and no number
    elif isinstance(node, int | float) and not isinstance(node, bool):
        yield path, {}


def test_every_number_of_the_policy_is_explained() -> None:
    policy = yaml.safe_load((ROOT / "app/data/policy/default.yaml").read_text(encoding="utf-8"))
    found = list(numbers(policy))
    assert found
    unexplained = [path for path, about in found if not all(about.get(key) for key in ("unit", "reason", "source"))]
    assert not unexplained
