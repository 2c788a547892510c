"""Contacts: whether they are complete, and whom one may mail."""

from decimal import Decimal

from governance.actions import (
    clocks,
    follow_ups,
    outcomes,
)
from governance.actions import contradictions as items
from governance.sample.almanac import after_quarter, before, in_workdays, workdays_ago
from governance.sample.passages import (
    CLEAR,
    FOUND,
    confirmed,
    diagnosed,
    linked,
    owned,
)
from governance.sample.script import Case, step
from governance.sample.words import follow_up, person, reads, says

CONTACTS_LOGGED = workdays_ago(7, "10:30")
COMPLETE_CONTACTS = Case(
    "contacts",
    [
        step(
            CONTACTS_LOGGED,
            "head-of-sales",
            items.log,
            statements=[
                reads("contacts-complete", label="The CRM"),
                reads("contacts-sampled", label="a sample of 300"),
                says(
                    "sales",
                    "Before each forecast we still ring the account managers",
                    grade="anecdotal",
                ),
            ],
            wording="The CRM shows 96 % of contacts complete; a sample of 300 finds 71 %, "
            "and forecasts still rest on phone calls.",
            question="What makes a contact complete enough to plan on?",
            layer=1,
            tolerance=Decimal(3),
            tolerance_kind="absolute",
            occurred_on=before(CONTACTS_LOGGED, 80),
        ),
        owned(
            workdays_ago(6, "09:00"),
            "revops-lead",
            severity=3,
            reason="RevOps answers for contacts",
        ),
        step(workdays_ago(5, "09:15"), "revops-lead", items.take_up),
        linked(workdays_ago(4, "14:00"), "crm-manager", "300 contacts, called", "crm/sample", of=2),
        *diagnosed(
            workdays_ago(4, "15:00"),
            "revops-lead",
            (CLEAR, "The CRM is the only source."),
            (CLEAR, "Same day."),
            cause="data",
            reason="Fields are filled, and not true",
        ),
        step(
            workdays_ago(1, "09:25"),
            "revops-lead",
            clocks.pause,
            waiting_on=person("crm-manager"),
            until_on=in_workdays(3),
            reason="Away; only the CRM manager has the call notes",
        ),
    ],
)

CONSENT_LOGGED = after_quarter(-2, 14, "09:45")
CONSENT = Case(
    "consent",
    [
        step(
            CONSENT_LOGGED,
            "crm-manager",
            items.log,
            statements=[
                reads("mailed-contacts", quarter=-2),
                reads("consenting-contacts", quarter=-2),
            ],
            question="Whom may we mail?",
            layer=1,
            tolerance=Decimal(1),
            occurred_on=before(CONSENT_LOGGED, 12),
        ),
        owned(
            after_quarter(-2, 16, "10:00"),
            "head-of-marketing",
            severity=4,
            reason="Marketing sends the newsletter; 165 contacts, no complaint so far",
        ),
        step(after_quarter(-2, 18, "09:00"), "head-of-marketing", items.take_up),
        *diagnosed(
            after_quarter(-2, 20, "09:30"),
            "head-of-marketing",
            (FOUND, "Withdrawn consent reached the mailing list after two weeks."),
            (CLEAR, "Same quarter."),
            (CLEAR, "No doubles."),
            (CLEAR, "Same meaning."),
            (CLEAR, "Both count people."),
            cause="sync",
            reason="The list was copied every two weeks",
        ),
        *confirmed(
            after_quarter(-2, 21, "10:00"), "head-of-marketing", "revops-lead", word="agreed"
        ),
        step(
            after_quarter(-2, 21, "11:00"),
            "head-of-marketing",
            follow_ups.add_follow_up,
            title="Read consent from the CRM at the moment of sending",
            owner=person("crm-manager"),
            due_on=after_quarter(-2, 32),
        ),
        step(
            after_quarter(-2, 28, "16:00"),
            "crm-manager",
            follow_ups.complete,
            follow_up=follow_up("Read consent"),
            url="https://example.com/mailing/consent-check",
        ),
        step(after_quarter(-2, 30, "09:00"), "head-of-marketing", outcomes.resolve),
        step(after_quarter(0, 6, "10:15"), "crm-manager", outcomes.verify),
    ],
)

CASES = [COMPLETE_CONTACTS, CONSENT]
