"""One sign-in per part that people play, as the demo prints them."""

from dataclasses import dataclass

from governance.sample.founding import MAIL_DOMAIN


@dataclass(frozen=True)
class SignIn:
    """An address, and what can be done from there."""

    email: str
    can: str


PARTS = (
    ("revops-lead", "steward: names owners, keeps the dictionary, imports readings"),
    ("head-of-marketing", "contributor: owns C-014 and may propose its options"),
    ("cro", "contributor: decides on leads and wins"),
    ("coo", "contributor: decides C-009, and is arbiter"),
    ("ceo", "contributor: executive, may force a reconciliation"),
    ("auditor", "auditor: reads everything, exports history"),
    ("administrator", "administrator: people and settings, decides nothing"),
    ("board-member", "viewer: reads"),
)


def sign_ins() -> list[SignIn]:
    """Return an address for each part."""
    return [SignIn(f"{key}@{MAIL_DOMAIN}", can) for key, can in PARTS]
