"""The policy, and a draft of one with whom it would move."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.errors import FieldError
from app.surfaces.backtest_tables import main_lines
from app.surfaces.pages.rendering import Frame, render


def policy_html(policy: Mapping[str, Any], frame: Frame, text: str | None, faults: Sequence[FieldError] = ()) -> str:
    """``text`` is what somebody wrote that has ``faults``; None offers what the workspace wrote so far."""
    return render(
        "policy.html", frame=frame, policy=policy, text=policy["written"] if text is None else text, faults=faults
    )


def policy_draft_html(
    draft: Mapping[str, Any],
    impact: Mapping[str, Any],
    back: Mapping[str, Any] | None,
    frame: Frame,
    said: Mapping[str, str],
    trouble: str = "",
) -> str:
    """``back`` is what looking back says, None where nobody asked yet; ``said`` was typed into the form that
    publishes it, where it had ``trouble``."""
    back = {**back, "lines": main_lines(back)} if back else None
    return render("policy_draft.html", frame=frame, draft=draft, impact=impact, back=back, said=said, trouble=trouble)
