"""Who decides, and how disputes end."""

from governance.models.agenda import AgendaItem, Deferral
from governance.models.bridge_jobs import BridgeJob
from governance.models.bridge_repeats import BridgeRepeat
from governance.models.bridges import (
    Bridge,
    BridgeLine,
    BridgeRows,
    BridgeRun,
    RowsDownload,
    StepNote,
)
from governance.models.chats import Chat, ChatAddress
from governance.models.contradictions import Contradiction
from governance.models.decisions import (
    Acceptance,
    Decision,
    DecisionUse,
    Dissent,
    FollowUp,
    RetiredBelief,
    Verification,
)
from governance.models.endpoints import Endpoint
from governance.models.jobs import IdempotencyKey, Outbox
from governance.models.mail_links import MailLink, ReceivedReply
from governance.models.meetings import Addendum, Advice, Attendance, ParkedPoint, Stand
from governance.models.notices import Delivery, MailSettings, Notification, Repeat
from governance.models.options import AgreerAnswer, Option
from governance.models.origins import Origin
from governance.models.pauses import Escalation, Pause
from governance.models.polls import OwnershipPoll, PollAnswer, PollInvitee, SealedAnswer
from governance.models.positions import Evidence, Position, PositionAnswer
from governance.models.pre_reads import Opening, PreRead, Printed
from governance.models.redactions import Redaction
from governance.models.remarks import Comment, DiagnosisStep
from governance.models.reviews import Review, ReviewBody, ReviewGuest, ReviewSeat
from governance.models.revisits import Revisit
from governance.models.rights import CompetingClaim, DecisionRight, DecisionType
from governance.models.snoozes import Snooze
from governance.models.start import SkippedStep
from governance.models.waivers import RuleWaiver

__all__ = [
    "Acceptance",
    "Addendum",
    "Advice",
    "AgendaItem",
    "AgreerAnswer",
    "Attendance",
    "Bridge",
    "BridgeJob",
    "BridgeLine",
    "BridgeRepeat",
    "BridgeRows",
    "BridgeRun",
    "Chat",
    "ChatAddress",
    "Comment",
    "CompetingClaim",
    "Contradiction",
    "Decision",
    "DecisionRight",
    "DecisionType",
    "DecisionUse",
    "Deferral",
    "Delivery",
    "DiagnosisStep",
    "Dissent",
    "Endpoint",
    "Escalation",
    "Evidence",
    "FollowUp",
    "IdempotencyKey",
    "MailLink",
    "MailSettings",
    "Notification",
    "Opening",
    "Option",
    "Origin",
    "Outbox",
    "OwnershipPoll",
    "ParkedPoint",
    "Pause",
    "PollAnswer",
    "PollInvitee",
    "Position",
    "PositionAnswer",
    "PreRead",
    "Printed",
    "ReceivedReply",
    "Redaction",
    "Repeat",
    "RetiredBelief",
    "Review",
    "ReviewBody",
    "ReviewGuest",
    "ReviewSeat",
    "Revisit",
    "RowsDownload",
    "RuleWaiver",
    "SealedAnswer",
    "SkippedStep",
    "Snooze",
    "Stand",
    "StepNote",
    "Verification",
]
