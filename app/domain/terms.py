"""The words of the field and of Leadline, as closed sets. One word per thing, everywhere."""

from typing import Literal, get_args

OWN_SOURCE = "leadline"
"""The source of what people put on file in Leadline itself."""
Kind = Literal["call", "email", "meeting", "task", "note", "ticket", "other"]
Direction = Literal["inbound", "outbound", "internal"]
Outcome = Literal["held", "spoke", "voicemail", "no_answer", "no_show"]
ActivityStatus = Literal["planned", "done", "cancelled"]
Starter = Literal["us", "customer", "partner"]
Tending = Literal["quoting", "scheduling", "follow_up", "service", "admin"]
Creating = Literal["discovery", "reaching", "proposing", "lining_up", "expanding", "planning"]
Purpose = Literal[
    "quoting", "scheduling", "follow_up", "service", "admin",
    "discovery", "reaching", "proposing", "lining_up", "expanding", "planning",
    "other",
]  # fmt: skip
Dimension = Literal["efficiency", "effectiveness", "both", "neither"]
DecidedBy = Literal["correction", "mapped", "rule", "text"]

Aim = Literal["grow", "keep", "exit"]
Tier = Literal["A", "B", "C"]
Relationship = Literal["prospect", "customer", "partner", "former", "other"]
ContactRole = Literal[
    "economic_buyer", "champion", "technical_buyer", "user_buyer", "coach", "influencer", "blocker", "other"
]
Stance = Literal["supporter", "neutral", "opponent"]
OpportunityKind = Literal["new_business", "expansion", "renewal", "other"]
StageKind = Literal["open", "proposal", "commit", "won", "lost"]
QuoteStatus = Literal["draft", "sent", "accepted", "declined", "expired", "cancelled"]
Complexity = Literal["standard", "complex"]
RevisionCause = Literal["customer", "our_error"]
ChangeKind = Literal[
    "sponsor_left", "new_executive", "reorganisation", "merger", "competitor",
    "budget", "regulation", "product_end", "renewal", "other",
]  # fmt: skip
Trigger = Literal[
    "sponsor_left", "new_executive", "reorganisation", "merger", "competitor",
    "budget", "regulation", "product_end", "renewal", "other",
    "no_quote_in_days", "no_contact_in_days", "renewal_in_days", "manual",
]  # fmt: skip
MadeBy = Literal["us", "customer"]
UserRole = Literal["seller", "manager", "support", "executive"]
Way = Literal["as_told", "another_way", "dropped"]
DirectiveResult = Literal["achieved", "missed"]

Posture = Literal["led", "managed_only", "led_untidy", "neglected", "not_known"]
State = Literal["former", "partner", "paused", "new", "new_owner", "dormant", "assessed"]
Verdict = Literal["yes", "no", "not_known", "does_not_apply"]
Axis = Literal["effectiveness", "efficiency"]
Advice = Literal["keep", "lead_more", "manage_more", "rescue"]
FlagStatus = Literal["open", "acknowledged", "snoozed", "on_purpose", "disagreed", "cleared"]

QUESTIONS = ("business_created", "right_people", "support_lined_up", "ready_for_change")
BASICS = ("quotes_in_time", "replies_in_time", "promised_work", "next_step")
TENDING: frozenset[str] = frozenset(get_args(Tending))
CREATING: frozenset[str] = frozenset(get_args(Creating))
FLAG_CODES = (
    "managed_not_led", "neglected", "led_untidy", "single_threaded", "proposal_without_support",
    "order_taking", "change_without_leadership", "capture_gap",
)  # fmt: skip
