"""What is kept of an account's older activities, so that these need not be read for each judgement.

Judging looks back over bounded windows. Of what lies before them only this can still count: contact as the first,
the last, or the first meeting with somebody, a message still open, whom somebody had met, who started a deal of that
time, and what it all adds to the surroundings. An account judged from its past and its later activities is judged the
same, to the bit.
"""

from collections.abc import Iterable, Iterator
from dataclasses import field
from datetime import UTC, datetime, timedelta
from operator import attrgetter

from app.domain.contact_days import Touch, happened_at
from app.domain.dossier import Dossier, Starter, known_since
from app.domain.facts import Feed, activity_feeds, contact_of, day_reader
from app.domain.messages import Message, received_at
from app.domain.policy import Policy
from app.domain.rows import ActivityRow
from app.domain.value import value

FOREVER = datetime(2100, 1, 1, tzinfo=UTC)
ALWAYS = datetime(1990, 1, 1, tzinfo=UTC)
SPOKEN = ("email", "call", "meeting")
INSTANTS = ("created_at", "due_at", "start_at", "completed_at")
TELL_UNTIL = ("kind", "status", "quote_id", *INSTANTS)
"""The fields that tell until when an activity matters."""


@value
class Reach:
    """How far back judging at an instant looks under a policy."""

    made_by: str
    """All of the policy that a past is made by; under another it would be another."""
    before: datetime
    """What happened before this counts only by what is kept of it."""
    rows_from: datetime
    """Activities that matter until this or longer are read; those near ``before`` tell what belongs together."""
    settled_from: datetime
    """An activity that names no instant before this changes nothing of a past."""


@value
class Past:
    reach: Reach
    left_out: int = 0
    """Activities that are not read any more."""
    first_at: datetime | None = None
    """When the first of them happened or came in."""
    earliest_at: datetime | None = None
    """The first instant any of them names."""
    ticket_at: datetime | None = None
    """Since when there was a ticket among them."""
    people: frozenset[int] = frozenset()
    """Named in any that happened."""
    feeds: dict[tuple[int, str], Feed] = field(default_factory=dict)
    """What they add to the surroundings."""
    contact: dict[int, set[int]] = field(default_factory=dict)
    """Source to the days of two-way contact, as ordinals, of all contact before."""
    touches: tuple[Touch, ...] = ()
    """Of the contact before, what still counts; of each activity only what a touch is asked for."""
    open_messages: frozenset[int] = frozenset()
    """Activities: messages from before that had no answer by then."""
    starters: dict[int, tuple[datetime, Starter]] = field(default_factory=dict)
    """Deals that name no starter: when each was made, and who started it."""

    @property
    def before(self) -> datetime:
        return self.reach.before


def reach_of(policy: Policy, now: datetime) -> Reach:
    windows = policy.windows
    longest = max(
        windows.won + windows.starter,
        policy.change.longest,
        2 * windows.contact,
        windows.contact + policy.change.surge_window + windows.work,
        windows.moved,
        windows.finished_work,
        windows.silence,
        policy.findings.champion_seen,
    )
    looks = timedelta(weeks=policy.flags.looks + 1)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    before = max(midnight - looks - timedelta(days=longest + windows.mail_pair), ALWAYS)
    together = timedelta(days=max(windows.mail_pair, windows.contact, windows.starter))
    made_by = (windows.mail_pair, windows.contact, windows.starter, policy.proxies.direction, policy.proxies.starter)
    named = " ".join(map(str, (*made_by, policy.calendar.zone)))
    return Reach(named, before, rows_from=max(before - together, ALWAYS), settled_from=before + together)


def matters_until(
    kind: str | None,
    status: str | None,
    quote_id: int | None,
    created_at: datetime | None,
    due_at: datetime | None,
    start_at: datetime | None,
    completed_at: datetime | None,
) -> datetime:
    """The latest instant an activity names; ``FOREVER`` while it is not over, undated, or about a quote."""
    is_over = status == "cancelled" or (
        status != "planned"
        and bool(completed_at or (start_at and (status or kind in SPOKEN)) or (status == "done" and created_at))
    )
    instants = [at for at in (created_at, due_at, start_at, completed_at) if at]
    return max(instants) if instants and is_over and quote_id is None else FOREVER


_tell_until = attrgetter(*TELL_UNTIL)


def is_enough(dossier: Dossier, policy: Policy) -> bool:
    """Whether nothing is asked of an account that was judged from its past which that does not tell."""
    rows = dossier.rows
    pasts = [past for past in (rows.past, *(each.past for each in rows.family)) if past]
    if not pasts:
        return True
    before = max(past.before for past in pasts)
    if any(row.fired_at and row.fired_at < before for row in rows.scenarios):
        return False
    return rows.past is None or all(
        id_ in rows.past.starters and rows.past.starters[id_][0] == made_at
        for id_, made_at in _started_before(dossier, rows.past.reach, policy)
    )


def _started_before(dossier: Dossier, reach: Reach, policy: Policy) -> Iterator[tuple[int, datetime]]:
    """Deals that name no starter, and were made when contact that is not all known may tell it."""
    if policy.proxies.starter:
        ago = timedelta(days=policy.windows.starter)
        for file in dossier.opportunities:
            if not file.row.started_by and (made_at := file.created_at) and made_at - ago < reach.before:
                yield file.row.id, made_at


def past_of(dossier: Dossier, reach: Reach, policy: Policy) -> Past:
    """The past before ``reach``, from all activities or from an earlier past and those since."""
    day = day_reader(policy)
    was = dossier.rows.past or Past(reach)
    asked = [each for each in dossier.messages if each.received_at < reach.before]
    still_open = frozenset(each.activity.id for each in asked if _is_open(each, reach.before))
    left = [
        row
        for row in dossier.rows.activities
        if row.id not in still_open and matters_until(*_tell_until(row)) < reach.rows_from
    ]
    before = [touch for touch in dossier.touches if touch.at < reach.before]
    feeds, contact = activity_feeds(left, day), contact_of(before, day)
    for key, feed in was.feeds.items():
        feeds.setdefault(key, Feed()).merge(feed)
    for source, days in was.contact.items():
        contact.setdefault(source, set()).update(days)
    happened = [row for row in left if happened_at(row)]
    named = {person for row in happened for person in (*row.contact_ids, *row.attended_ids)}
    dated = [at for row in left for at in (row.created_at, happened_at(row), received_at(row))]
    tickets = [known_since(row) or ALWAYS for row in left if row.kind == "ticket"]
    return Past(
        reach=reach,
        left_out=was.left_out + len(left),
        first_at=_first([was.first_at, *(happened_at(row) or received_at(row) for row in left)]),
        earliest_at=_first([was.earliest_at, *dated]),
        ticket_at=_first([was.ticket_at, *tickets]),
        people=was.people | named,
        feeds=feeds,
        contact=contact,
        touches=tuple(_still_counting(before)),
        open_messages=still_open,
        starters={id_: (made_at, dossier.starters[id_]) for id_, made_at in _started_before(dossier, reach, policy)},
    )


def _first(instants: Iterable[datetime | None]) -> datetime | None:
    return min((at for at in instants if at), default=None)


def _is_open(message: Message, before: datetime) -> bool:
    heard = [at for at in (message.answered_at, message.solved_at) if at and at < before]
    return not heard and not message.solved_some_day


def _still_counting(touches: list[Touch]) -> list[Touch]:
    """The first and the last of each person, the first meeting, and the latest of all."""
    first: dict[int, Touch] = {}
    met: dict[int, Touch] = {}
    last: dict[int, Touch] = {}
    for touch in touches:
        for person in touch.people:
            first.setdefault(person, touch)
            last[person] = touch
            if touch.activity.kind == "meeting":
                met.setdefault(person, touch)
    latest = [*touches[-1:], *([max(touches, key=lambda touch: touch.settled_at)] if touches else [])]
    wanted = {touch.activity.id: touch for some in (first, met, last) for touch in some.values()}
    wanted |= {touch.activity.id: touch for touch in latest}
    return [_bare(touch) for touch in touches if touch.activity.id in wanted]


def _bare(touch: Touch) -> Touch:
    row = touch.activity
    return Touch(
        touch.at, touch.settled_at, touch.people, ActivityRow(row.id, row.key, row.source_id, row.kind), touch.inferred
    )
