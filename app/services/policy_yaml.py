"""Policies as YAML, in and out."""

import re
from datetime import date, datetime
from typing import Any

import yaml

from app.domain.policy_document import is_number
from app.errors import FieldError, does_not_fit, too_large

MOST_BYTES = 256 * 1024


class _Loader(yaml.SafeLoader):
    """YAML as people mean it: only true and false are truths, a day stays text, nothing is said twice."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(None, None, "says something by reference; write it out", self.get_mark())
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        found = super().construct_mapping(node, deep=True)
        if len(found) < len(node.value):
            raise yaml.MarkedYAMLError(None, None, "names something twice", node.start_mark)
        return found


def _without(*kinds: str) -> dict[str, Any]:
    tags = {f"tag:yaml.org,2002:{kind}" for kind in kinds}
    return {
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in tags]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.yaml_implicit_resolvers = _without("bool", "timestamp")
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


class _Dumper(yaml.SafeDumper):
    """Groups in blocks; a number and a list each on one line."""

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:
        return super().represent_mapping(tag, mapping, flow_style=is_number(mapping))

    def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> yaml.SequenceNode:
        return super().represent_sequence(tag, sequence, flow_style=True)


_Dumper.yaml_implicit_resolvers = _without("timestamp")


def read_policy_yaml(text: bytes) -> dict[str, Any]:
    """The document in a YAML text. Raises Problem, naming the line, for what is no YAML or no group of names."""
    if len(text) > MOST_BYTES:
        raise too_large(f"A policy has at most {MOST_BYTES // 1024} KiB.")
    try:
        found = yaml.load(text.decode("utf-8"), _Loader)
    except UnicodeDecodeError as error:
        raise does_not_fit(FieldError("", "not_utf8", f"is not UTF-8 at byte {error.start + 1}")) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise does_not_fit(FieldError("", "not_yaml", f"line {line}: {error.problem or 'is not YAML'}")) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise does_not_fit(FieldError("", "not_yaml", "is not YAML that can be read")) from error
    if found is not None and not isinstance(found, dict):
        raise does_not_fit(FieldError("", "not_an_object", "must be groups with named numbers, such as lines"))
    plain: dict[str, Any] = _plain(found or {})
    return plain


def write_policy_yaml(document: dict[str, Any]) -> str:
    """Reads back as the same document."""
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)


def _plain(value: Any) -> Any:
    """As JSON would have it: days as text, names as text."""
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | float) or value is None else str(value)
