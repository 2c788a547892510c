"""Revenue: what is booked, invoiced and due, and what was merely a different question."""

from decimal import Decimal

from governance.actions import acceptances, decisions, follow_ups, options
from governance.actions import contradictions as items
from governance.actions.agenda import defer_item, pin_item
from governance.sample.almanac import (
    MET,
    after_quarter,
    before,
    in_days,
    in_workdays,
    workdays_ago,
)
from governance.sample.passages import (
    CLEAR,
    FOUND,
    confirmed,
    diagnosed,
    linked,
    owned,
    promise,
    tabled,
    use,
    way_out,
)
from governance.sample.script import Case, step
from governance.sample.words import counts, follow_up, function, option, person, reads, review

ARR_LOGGED = after_quarter(-1, 6, "14:00")
ARR = Case(
    "arr",
    [
        step(
            ARR_LOGGED,
            "head-of-finance",
            items.log,
            statements=[reads("arr-finance", quarter=-1), reads("arr-sales", quarter=-1)],
            question="Which ARR does the forecast start from?",
            layer=5,
            tolerance=Decimal(1),
            exposure=Decimal(700_000),
            exposure_currency="EUR",
            exposure_basis="Contracts signed and not yet invoiced",
            occurred_on=before(ARR_LOGGED, 40),
        ),
        owned(
            after_quarter(-1, 8, "09:30"),
            "head-of-finance",
            severity=3,
            reason="Timing of invoices, not lost revenue",
        ),
        step(after_quarter(-1, 9, "09:00"), "head-of-finance", items.take_up),
        step(after_quarter(-1, 26, "09:30"), "revops-lead", pin_item, review=review()),
        step(
            MET.later(24),
            "revops-lead",
            defer_item,
            review=review(),
            until_on=in_workdays(4),
            cost="Targets of the next quarter start from two figures, €0.7 m apart",
        ),
        *diagnosed(
            workdays_ago(54, "10:00"),
            "head-of-finance",
            (CLEAR, "Every contract is in both systems."),
            (FOUND, "Signature and first invoice lie six weeks apart."),
            (CLEAR, "No doubles."),
            (FOUND, "Sales counts what is signed, Finance what is invoiced."),
            (CLEAR, "Both count contracts."),
            cause="definition",
            reason="Signed and invoiced are two figures",
        ),
        *confirmed(workdays_ago(53, "11:00"), "head-of-finance", "head-of-sales"),
        *tabled(
            workdays_ago(52, "10:00"),
            "head-of-finance",
            way_out(
                "Forecast from invoiced ARR, show signed beside it",
                "adopt",
                "The forecast starts €0.7 m lower",
                service=(0, "same"),
                profit=(1, "no double promise"),
                risk=(-1, "targets are re-set"),
            ),
            way_out(
                "Let both stand until the billing release",
                "accept",
                "€0.7 m stays open between two pages",
                service=(0, "same"),
                profit=(0, "same"),
                risk=(-1, "trust"),
            ),
        ),
        step(
            workdays_ago(51, "09:30"), "head-of-finance", decisions.propose, recommended=option("B")
        ),
        step(
            workdays_ago(47, "15:15"),
            "cfo",
            acceptances.accept_until,
            option=option("B"),
            disclosure="Sales adds contracts that are signed and not yet invoiced.",
            reason="The billing release invoices on the day of signature.",
            exposure_note="€700 k of contracts signed and not yet invoiced",
            expires_on=in_days(9),
            dissent="Head of Sales would rather rename the figure today.",
        ),
    ],
)

INVOICES_LOGGED = workdays_ago(54, "09:50")
WON_AND_INVOICED = Case(
    "won-and-invoiced",
    [
        step(
            INVOICES_LOGGED,
            "billing-analyst",
            items.log,
            statements=[reads("won-deals", quarter=-1), reads("invoiced-deals", quarter=-1)],
            question="When is a deal won: when it is signed, or when it is invoiced?",
            layer=5,
            tolerance=Decimal(2),
            exposure=Decimal(275_000),
            exposure_currency="EUR",
            exposure_basis="11 deals at €25 k each",
            occurred_on=before(INVOICES_LOGGED, 31),
        ),
        owned(
            workdays_ago(53, "10:00"),
            "head-of-finance",
            severity=3,
            reason="Finance answers for revenue",
        ),
        step(workdays_ago(52, "09:00"), "head-of-finance", items.take_up),
        *diagnosed(
            workdays_ago(51, "09:30"),
            "head-of-finance",
            (FOUND, "7 contracts never reached billing."),
            (FOUND, "4 were signed on the last day."),
            (CLEAR, "No doubles."),
            (CLEAR, "Same meaning."),
            (CLEAR, "Both count contracts."),
            cause="sync",
            reason="The hand-over is a mail",
        ),
        *confirmed(workdays_ago(50, "11:00"), "head-of-sales", "head-of-finance"),
        *tabled(
            workdays_ago(49, "10:00"),
            "head-of-finance",
            way_out(
                "A deal is won when billing has the contract",
                "fix",
                "Sellers' bonus moves by up to six weeks",
                service=(1, "first invoice is right"),
                profit=(1, "€0.2 m earlier cash"),
                risk=(-1, "fewer deals on the last day"),
            ),
            way_out(
                "Leave as is",
                "as_is",
                "Every tenth deal is celebrated and not invoiced",
                service=(-1, "late invoices"),
                profit=(-1, "€0.2 m later cash"),
                risk=(-1, "audit"),
            ),
        ),
        step(
            workdays_ago(48, "09:00"),
            "head-of-finance",
            options.ask_agreers,
            people=[person("head-of-sales")],
        ),
        step(
            workdays_ago(48, "16:10"),
            "head-of-sales",
            options.object_to,
            reason="Sellers cannot speed up billing.",
        ),
        step(workdays_ago(47, "10:00"), "head-of-finance", decisions.propose),
        step(
            workdays_ago(46, "14:30"),
            "coo",
            decisions.decide,
            option=option("A"),
            rationale="A deal without an invoice is a promise. Sales and Finance hand over once.",
            uses=[use(2, "Sales bonus and cash plan", workdays_ago(30), "head-of-finance")],
            follow_ups=[
                promise("Send contracts to billing from the CRM", "crm-manager", workdays_ago(20)),
                promise("Invoice the 7 open contracts", "billing-analyst", in_days(14)),
            ],
            revisit_on=in_days(60),
            dissenters=[function("sales")],
            override_reason="Billing commits to two working days; then the clock is fair.",
        ),
        step(
            workdays_ago(22, "16:45"),
            "crm-manager",
            follow_ups.complete,
            follow_up=follow_up("Send contracts to billing"),
            proof_title="First automatic hand-over",
            url="https://example.com/crm/hand-over",
        ),
    ],
)

RENEWALS_LOGGED = workdays_ago(1, "11:45")
RENEWALS = Case(
    "renewals",
    [
        step(
            RENEWALS_LOGGED,
            "billing-analyst",
            items.log,
            statements=[
                reads("renewals-finance", label="Billing"),
                reads("renewals-sales", label="the CRM"),
            ],
            question="Which 14 customers does nobody ring before their contract ends?",
            tolerance=Decimal(1),
            occurred_on=before(RENEWALS_LOGGED, 2),
        ),
        linked(
            RENEWALS_LOGGED.later(4),
            "billing-analyst",
            "312 contracts by end of term",
            "billing/terms",
        ),
    ],
)

BOOKINGS_LOGGED = workdays_ago(8, "13:20")
BOOKINGS = Case(
    "bookings",
    [
        step(
            BOOKINGS_LOGGED,
            "marketing-analyst",
            items.log,
            statements=[
                counts(
                    "sales",
                    "4900000",
                    as_of=workdays_ago(9),
                    unit="money",
                    currency="EUR",
                    unit_label="bookings",
                    verb="reports",
                ),
                counts(
                    "finance",
                    "4700000",
                    as_of=workdays_ago(9),
                    unit="money",
                    currency="EUR",
                    unit_label="revenue",
                    verb="reports",
                ),
            ],
        ),
        step(
            workdays_ago(7, "09:10"),
            "revops-lead",
            items.dismiss,
            reason="Both are right: bookings are what was signed, revenue what was earned. "
            "The dictionary keeps them under two names.",
        ),
    ],
)

CASES = [ARR, WON_AND_INVOICED, RENEWALS, BOOKINGS]
