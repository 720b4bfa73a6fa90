"""What a name may hold and nobody is shown: it steers a terminal, breaks a picture or turns the letters around it."""

import re
from typing import Any

_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def shown(text: str) -> str:
    """Without control characters and what changes the direction of writing; lines and tabs stay."""
    return _UNSHOWN.sub("", text)


def all_shown(node: Any) -> Any:
    """Every text in lists and mappings, as ``shown``."""
    if isinstance(node, str):
        return shown(node)
    if isinstance(node, dict):
        return {name: all_shown(each) for name, each in node.items()}
    return [all_shown(each) for each in node] if isinstance(node, list | tuple) else node
