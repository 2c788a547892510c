"""The company's rules: figures a deployment may change without touching code."""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDays:
    """Working days from the start of a cycle to each answer that is owed."""

    own: int
    answer: int
    decide: int
    act: int


# Reviews are quarterly, so "the next review" is one quarter of working days away at most.
WORKING_DAYS_PER_QUARTER = 65


def _due_days() -> dict[str, DueDays]:
    """Give each severity its four due times."""
    return {
        "S1": DueDays(own=1, answer=2, decide=5, act=20),
        "S2": DueDays(own=2, answer=5, decide=10, act=40),
        "S3": DueDays(own=5, answer=10, decide=20, act=60),
        "S4": DueDays(
            own=10,
            answer=10,
            decide=WORKING_DAYS_PER_QUARTER,
            act=2 * WORKING_DAYS_PER_QUARTER,
        ),
    }


def _severity_from_exposure() -> dict[str, Decimal]:
    """Give the smallest exposure, in the company's currency, that reaches each severity."""
    return {
        "S1": Decimal(1_000_000),
        "S2": Decimal(250_000),
        "S3": Decimal(50_000),
        "S4": Decimal(0),
    }


def _evidence_types() -> dict[str, str]:
    """Map each accepted file ending to the content type it is served with."""
    return {
        ".csv": "text/csv",
        ".jpeg": "image/jpeg",
        ".jpg": "image/jpeg",
        ".pdf": "application/pdf",
        ".png": "image/png",
        ".txt": "text/plain",
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything the domain leaves to the company to decide."""

    currency: str = "EUR"
    due_days: dict[str, DueDays] = field(default_factory=_due_days)
    severity_from_exposure: dict[str, Decimal] = field(default_factory=_severity_from_exposure)
    # A use that raises the severity of an item by one step.
    severity_raising_uses: tuple[str, ...] = ("compensation", "board")
    pause_max_working_days: int = 5
    pauses_per_cycle: int = 1
    acceptance_default_days: int = 90
    acceptance_max_days: int = 180
    # How long a rule may be waived at a time.
    waiver_max_days: int = 30
    verify_periods: int = 2
    # The part of a gap that a bridge may leave unexplained without a word on it.
    bridge_unexplained_percent: Decimal = Decimal(5)
    # A list behind a figure, and how much memory a worker uses before it spills to disk.
    bridge_list_max_bytes: int = 500 * 1024 * 1024
    bridge_memory_mb: int = 1_000
    # A table behind a figure is read while somebody waits, to as many bytes as a list.
    bridge_table_max_rows: int = 1_000_000
    bridge_table_seconds: int = 20
    # How long the rows of a bridge are kept unless somebody says otherwise, and at most.
    bridge_rows_days: int = 90
    bridge_rows_max_days: int = 730
    escalate_on_decline: int = 2
    evidence_max_bytes: int = 10 * 1024 * 1024
    evidence_types: dict[str, str] = field(default_factory=_evidence_types)
    import_max_bytes: int = 20 * 1024 * 1024
    import_max_rows: int = 50_000
    # Beyond this many rows a worker reads and imports a file, and its page shows how far it is.
    import_now_rows: int = 2_000
    list_now_rows: int = 100
    # Each row of a list runs an action of its own, so lists are shorter than files of readings.
    list_max_rows: int = 2_000
    import_kept_days: int = 7
    outbox_lease_seconds: int = 30
    outbox_alarm_seconds: int = 300
    token_days: int = 90
    # An acceptance that ends within so many days is announced.
    expiry_notice_days: int = 14
    # Working days between one rung of the ladder and the next, from the due time on.
    rung_working_days: int = 2
    # A review decides so many items at most, takes so long when all is well, and asks whether
    # evidence that is older still holds.
    review_most_decisions: int = 5
    review_healthy_minutes: int = 15
    review_evidence_days: int = 30
    pre_read_workdays: int = 5  # before the meeting it is published
    pre_read_refresh_workdays: int = 1  # and then refreshed
    # A comment is mailed if it is still unread after this long.
    reply_mail_minutes: int = 30
    # A webhook, and a message to a chat, waits so long for an answer.
    webhook_seconds: int = 10
    # What happens within so many minutes is one message to a chat; 0 tells each act by itself.
    chat_merge_minutes: int = 3
    # Whether both may go to addresses inside the network, which is where secrets live.
    webhook_to_private: bool = False
    # How long a poll waits for answers, unless whoever asks says otherwise.
    poll_working_days: int = 5
    # How long a link in a mail answers without a sign-in.
    answer_link_days: int = 7
    # Beyond this many mails to one person on one day, the rest waits for the digest.
    mails_a_day: int = 3
    # How long the link of an invitation, or to a new password, works.
    invitation_days: int = 3
    idempotency_hours: int = 24
