"""Customers: who counts as one, who sells for us, and when one is lost."""

from decimal import Decimal

from governance.actions import (
    acceptances,
    bridges,
    clocks,
    decisions,
    follow_ups,
    outcomes,
    positions,
)
from governance.actions import contradictions as items
from governance.sample.almanac import MET, after_quarter, before, workdays_ago
from governance.sample.passages import (
    CLEAR,
    FOUND,
    confirmed,
    diagnosed,
    noted,
    owned,
    tabled,
    way_out,
)
from governance.sample.script import Case, step
from governance.sample.words import bridge, exhibit, follow_up, option, person, reads, side
from metrics.figures import signed

COUNTED = ("customers-sales", "customers-finance", "customers-marketing")
CUSTOMERS_LOGGED = after_quarter(-1, 6, "11:00")
# The walk from 487,000 to 452,000; how it splits is made up, that 3,000 stay open is the point.
STEPS = [
    (1, "Churned, still open in the CRM", -6000, "Sync log of ended contracts"),
    (3, "Accounts that Finance merges by payer", -19000, "Payer list, 7,214 payers"),
    (4, "Free and trial accounts", -9000, "Definitions side by side"),
    (5, "End customers of resellers", 2000, "Entity rule of the CRM"),
]
CUSTOMERS = Case(
    "customers",
    [
        step(
            CUSTOMERS_LOGGED,
            "cfo",
            items.log,
            statements=[reads(kpi, quarter=-1) for kpi in COUNTED],
            question="How many customers do we have, and for which purpose?",
            layer=1,
            tolerance=Decimal(1),
            exposure=Decimal(310_000),
            exposure_currency="EUR",
            exposure_basis="Audience and territory budget on customers nobody invoices",
            occurred_on=before(CUSTOMERS_LOGGED, 8),
        ),
        owned(
            after_quarter(-1, 7, "09:00"),
            "head-of-finance",
            severity=2,
            reason="Finance answers for the customer base",
        ),
        step(after_quarter(-1, 8, "09:40"), "head-of-finance", items.take_up),
        *confirmed(
            after_quarter(-1, 10, "10:00"),
            "head-of-sales",
            "head-of-finance",
            "head-of-marketing",
        ),
        *diagnosed(
            after_quarter(-1, 20, "09:30"),
            "head-of-finance",
            (FOUND, "Churned accounts stay open in the CRM."),
            (CLEAR, "All three read the last day of the quarter."),
            (FOUND, "Several CRM accounts share one payer."),
            (FOUND, "Trials are customers to Sales only."),
            (FOUND, "An account, a payer and a profile are three things."),
            cause="identity",
            reason="Three populations under one name",
        ),
        *tabled(
            after_quarter(-1, 22, "10:00"),
            "head-of-finance",
            way_out(
                "Name one number per purpose, and bridge the three each quarter",
                "keep_both",
                "Three numbers stay, each with its name",
                service=(1, "one answer per question"),
                profit=(1, "€0.1 m"),
            ),
            way_out(
                "Let the difference stand for a quarter while the bridge is built",
                "accept",
                "The board pack shows three counts",
                service=(0, "same"),
                profit=(0, "same"),
                risk=(-1, "wrong territory sizes"),
            ),
        ),
        step(
            after_quarter(-1, 23, "11:00"),
            "head-of-finance",
            decisions.propose,
            recommended=option("A"),
        ),
        step(
            MET.later(17),
            "cfo",
            acceptances.accept_until,
            option=option("B"),
            disclosure="Sales, Finance and Marketing count different things as a customer.",
            reason="The payer list takes a quarter; until then nobody can build the bridge.",
            exposure_note="€310 k of audience and territory budget",
            expires_on=workdays_ago(4),
            none_voiced=True,
        ),
        step(workdays_ago(3, "06:07"), "system", outcomes.expire),
        *(
            step(
                workdays_ago(3, "09:10").later(place),
                "revops-lead",
                positions.revise_position,
                position=side(place + 1),
                statement=reads(kpi),
                reason="The reading of the latest quarter",
            )
            for place, kpi in enumerate(COUNTED)
        ),
        *(
            noted(
                workdays_ago(3, "13:00").later(place),
                "billing-analyst",
                title,
                f"{label}: {signed(amount)} customers.",
            )
            for place, (_, label, amount, title) in enumerate(STEPS)
        ),
        step(
            workdays_ago(2, "10:05"),
            "head-of-finance",
            bridges.start_bridge,
            start=side(1),
            end=side(2),
        ),
        *(
            step(
                workdays_ago(2, "10:06").later(place),
                "head-of-finance",
                bridges.add_line,
                bridge=bridge(),
                cause=cause,
                label=label,
                amount=Decimal(amount),
                evidence=exhibit(place + 1),
            )
            for place, (cause, label, amount, _) in enumerate(STEPS)
        ),
    ],
)

PARTNERS_LOGGED = after_quarter(-1, 6, "10:00")
PARTNERS = Case(
    "partners",
    [
        step(
            PARTNERS_LOGGED,
            "crm-manager",
            items.log,
            statements=[
                reads("partners-sheet", quarter=-1, label="A spreadsheet"),
                reads("partners-crm", quarter=-1, label="the CRM"),
            ],
            question="Where is the list of partners kept?",
            layer=1,
            tolerance=Decimal(1),
            exposure=Decimal(40_000),
            exposure_currency="EUR",
            exposure_basis="Commission on 17 partners",
            occurred_on=before(PARTNERS_LOGGED, 20),
        ),
        owned(
            after_quarter(-1, 7, "10:00"),
            "revops-lead",
            severity=4,
            reason="RevOps answers for partners",
        ),
        step(after_quarter(-1, 8, "09:00"), "revops-lead", items.take_up),
        *diagnosed(
            after_quarter(-1, 21, "10:00"),
            "revops-lead",
            (FOUND, "New partners are typed into the sheet first."),
            (CLEAR, "Same day."),
            (FOUND, "3 partners have two rows."),
            (FOUND, "Ended agreements stay in the sheet."),
            (CLEAR, "Both list companies."),
            cause="data",
            reason="A spreadsheet became a source",
        ),
        *confirmed(after_quarter(-1, 32, "10:00"), "head-of-sales", "revops-lead", word="agreed"),
        step(
            after_quarter(-1, 32, "14:00"),
            "revops-lead",
            follow_ups.add_follow_up,
            title="Move the partner list into the CRM and lock the sheet",
            owner=person("crm-manager"),
            due_on=after_quarter(-1, 50),
        ),
        step(
            after_quarter(-1, 44, "15:30"),
            "crm-manager",
            follow_ups.complete,
            follow_up=follow_up("Move the partner list"),
            text="1,187 partners checked against agreements; the sheet opens read-only.",
        ),
        step(after_quarter(-1, 45, "09:30"), "revops-lead", outcomes.resolve),
    ],
)

CHURN_LOGGED = workdays_ago(4, "15:00")
CHURN = Case(
    "churn",
    [
        step(
            CHURN_LOGGED,
            "head-of-success",
            items.log,
            statements=[
                reads("churn-finance", claim="Who pays is a customer."),
                reads("churn-success", claim="They stopped using it months before they left."),
            ],
            question="When is a customer lost: with the last log-in or the last invoice?",
            layer=5,
            exposure=Decimal(510_000),
            exposure_currency="EUR",
            exposure_basis="2.7 points of €18.9 m ARR",
            occurred_on=before(CHURN_LOGGED, 15),
        ),
        owned(
            workdays_ago(3, "12:00"),
            "head-of-success",
            severity=2,
            kind="rights",
            reason="Success saw it first; nobody is accountable for retention",
        ),
        step(
            workdays_ago(3, "16:10"),
            "head-of-finance",
            positions.claim,
            reason="Churn in the board pack is Finance's figure",
        ),
        step(workdays_ago(2, "09:00"), "head-of-success", items.take_up),
        step(
            workdays_ago(1, "10:00"),
            "head-of-success",
            clocks.escalate,
            reason="Two functions claim churn and nobody decides on retention",
        ),
    ],
)

CASES = [CUSTOMERS, PARTNERS, CHURN]
