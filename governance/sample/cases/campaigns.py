"""Campaigns: what was bought, what answered, and who is credited with what came of it."""

from decimal import Decimal

from governance.actions import clocks, comments, decisions, follow_ups, outcomes, positions
from governance.actions import contradictions as items
from governance.sample.almanac import after_quarter, before, workdays_ago
from governance.sample.passages import (
    CLEAR,
    FOUND,
    confirmed,
    diagnosed,
    linked,
    noted,
    owned,
    promise,
    tabled,
    use,
    way_out,
)
from governance.sample.script import Case, step
from governance.sample.words import (
    counts,
    decision_type,
    follow_up,
    notices,
    option,
    person,
    reads,
    side,
)

INVOICED_LOGGED = after_quarter(-4, 29, "09:20")
BOUGHT_AND_INVOICED = Case(
    "invoiced-leads",
    [
        step(
            INVOICED_LOGGED,
            "billing-analyst",
            items.log,
            statements=[reads("leads-invoiced", quarter=-4), reads("leads-bought", quarter=-4)],
            question="Which leads do we pay agencies for?",
            layer=2,
            tolerance=Decimal(1),
            exposure=Decimal(84_000),
            exposure_currency="EUR",
            exposure_basis="168 leads at €500 each",
            occurred_on=before(INVOICED_LOGGED, 22),
        ),
        owned(
            after_quarter(-4, 30, "10:00"),
            "head-of-marketing",
            severity=3,
            reason="Marketing orders from the agencies",
        ),
        step(after_quarter(-4, 31, "09:00"), "head-of-marketing", items.take_up),
        *diagnosed(
            after_quarter(-4, 33, "09:30"),
            "head-of-marketing",
            (CLEAR, "Every delivery arrived."),
            (FOUND, "Agencies invoice by day of delivery, we count by day of import."),
            (FOUND, "131 leads were delivered twice and invoiced twice."),
            (CLEAR, "Both count a delivered lead."),
            (CLEAR, "Both count people."),
            cause="data",
            reason="131 of 168 are double deliveries",
        ),
        *confirmed(after_quarter(-4, 34, "11:00"), "head-of-finance", "head-of-marketing"),
        *tabled(
            after_quarter(-4, 35, "14:00"),
            "head-of-marketing",
            way_out(
                "Pay for leads that pass our duplicate check",
                "fix",
                "One day more before an invoice is paid",
                service=(0, "same"),
                profit=(1, "€65 k a quarter"),
            ),
            way_out(
                "Leave as is",
                "as_is",
                "Double deliveries are paid for",
                service=(0, "same"),
                profit=(-1, "€65 k a quarter"),
                risk=(-1, "agencies learn from it"),
            ),
        ),
        step(
            after_quarter(-4, 37, "09:15"),
            "head-of-marketing",
            decisions.propose,
            recommended=option("A"),
        ),
        step(
            after_quarter(-4, 41, "16:30"),
            "cro",
            decisions.decide,
            option=option("A"),
            rationale="A lead we have already is not a lead we buy.",
            uses=[use(2, "Agency invoices", after_quarter(-3, 1), "head-of-finance")],
            follow_ups=[
                promise(
                    "Agree the duplicate check with each agency",
                    "head-of-marketing",
                    after_quarter(-4, 57),
                )
            ],
            revisit_on=after_quarter(-1, 21),
            none_voiced=True,
            retires_belief="Every lead we pay for is a new lead.",
        ),
        step(
            after_quarter(-4, 55, "13:40"),
            "head-of-marketing",
            follow_ups.complete,
            follow_up=follow_up("Agree the duplicate check"),
            proof_title="Three signed agency terms",
            url="https://example.com/agencies/terms",
        ),
        step(after_quarter(-4, 56, "09:00"), "head-of-marketing", outcomes.start_verifying),
        step(after_quarter(-2, 6, "15:02"), "cro", outcomes.verify),
    ],
)

RESPONSES_LOGGED = after_quarter(-2, 12, "10:10")
RESPONSES = Case(
    "responses",
    [
        step(
            RESPONSES_LOGGED,
            "sales-analyst",
            items.log,
            statements=[
                reads("responses-marketing", quarter=-2),
                reads("responses-sales", quarter=-2),
            ],
            layer=3,
            tolerance=Decimal(1),
            occurred_on=before(RESPONSES_LOGGED, 5),
        ),
        owned(
            after_quarter(-2, 14, "09:00"),
            "head-of-marketing",
            severity=3,
            reason="Marketing answers for campaigns",
        ),
        step(after_quarter(-2, 15, "09:30"), "head-of-marketing", items.take_up),
        *diagnosed(
            after_quarter(-2, 18, "10:00"),
            "head-of-marketing",
            (FOUND, "1,250 responses waited in a full queue since the spring fair."),
            (CLEAR, "Same dates."),
            (CLEAR, "No doubles."),
            (CLEAR, "Same meaning."),
            (CLEAR, "Both count people."),
            cause="sync",
            reason="The sync stops when its queue is full",
        ),
        *confirmed(
            after_quarter(-2, 20, "11:00"), "head-of-marketing", "head-of-sales", word="agreed"
        ),
        step(
            after_quarter(-2, 20, "13:00"),
            "head-of-marketing",
            follow_ups.add_follow_up,
            title="Enlarge the queue and send the 1,250",
            owner=person("crm-manager"),
            due_on=after_quarter(-2, 25),
        ),
        step(
            after_quarter(-2, 22, "17:20"),
            "crm-manager",
            follow_ups.complete,
            follow_up=follow_up("Enlarge the queue"),
            text="Queue enlarged from 1,000 to 10,000; the log shows 1,250 sent.",
        ),
        step(after_quarter(-2, 23, "09:00"), "head-of-marketing", outcomes.resolve),
        step(after_quarter(0, 6, "11:30"), "sales-analyst", outcomes.verify),
        step(
            workdays_ago(8, "10:50"),
            "head-of-sales",
            outcomes.reopen,
            reason="440 responses of the last month are missing again",
            evidence_title="Sync log of the last month",
            evidence_url="https://example.com/crm/sync-log",
        ),
        *(
            step(
                workdays_ago(8, "11:00").later(place),
                "sales-analyst",
                positions.revise_position,
                position=side(place + 1),
                statement=notices(kpi, value, month=0, as_of=workdays_ago(9)),
                reason="The last month, before the quarter is read",
            )
            for place, (kpi, value) in enumerate(
                [("responses-marketing", "4350"), ("responses-sales", "3910")]
            )
        ),
        step(
            workdays_ago(7, "09:30"),
            "head-of-marketing",
            comments.comment,
            body="The queue filled up once more after the autumn fair. A larger queue is no fix.",
        ),
    ],
)

WEBINAR = Case(
    "webinar",
    [
        step(
            workdays_ago(1, "15:25"),
            "marketing-analyst",
            items.log,
            statements=[
                counts(
                    "marketing",
                    "1930",
                    as_of=workdays_ago(2),
                    unit="count",
                    unit_label="webinar attendees",
                ),
                counts("sales", "1410", as_of=workdays_ago(2), unit="count", verb="finds"),
            ],
            occurred_on=workdays_ago(4),
        )
    ],
)

CREDIT_LOGGED = workdays_ago(4, "09:10")
CREDIT_FOR_WINS = Case(
    "attribution",
    [
        step(
            CREDIT_LOGGED,
            "revops-lead",
            items.log,
            statements=[reads("campaign-wins-marketing"), reads("campaign-wins-sales")],
            question="Which touch earns the bonus?",
            kind="incentive",
            layer=4,
            is_confidential=True,
            occurred_on=before(CREDIT_LOGGED, 60),
        ),
        owned(
            CREDIT_LOGGED.later(40),
            "head-of-sales",
            severity=2,
            decision_type=decision_type("change-a-bonus-rule"),
            reason="Sales answers for attribution",
        ),
        step(workdays_ago(3, "09:00"), "head-of-sales", items.take_up),
        *diagnosed(
            workdays_ago(3, "09:30"),
            "head-of-sales",
            (CLEAR, "Every win is in both."),
            (CLEAR, "Same quarter."),
            (CLEAR, "No doubles."),
            (FOUND, "One counts any touch, the other the first the seller names."),
            (CLEAR, "Both count contracts."),
            cause="incentive",
            reason="Both bonuses pay for the same win",
        ),
        *confirmed(workdays_ago(3, "11:00"), "head-of-marketing", "head-of-sales"),
        *tabled(
            workdays_ago(3, "14:00"),
            "head-of-sales",
            way_out(
                "Pay one shared bonus on wins",
                "fix",
                "Neither function has a figure of its own",
                service=(1, "one voice"),
                profit=(1, "€0.1 m"),
                risk=(-1, "free riders"),
            ),
            way_out(
                "Leave as is",
                "as_is",
                "Some wins are paid for twice",
                service=(0, "same"),
                profit=(-1, "€0.1 m"),
                risk=(-1, "trust"),
            ),
        ),
        step(workdays_ago(3, "16:00"), "revops-lead", decisions.propose, recommended=option("A")),
        step(
            workdays_ago(2, "10:30"),
            "cfo",
            decisions.send_back,
            reason="Show what a shared bonus would have paid last year.",
        ),
        noted(
            workdays_ago(2, "15:10"),
            "head-of-sales",
            "The shared bonus on last year's wins",
            "Within 3 % of what both rules paid together.",
        ),
        step(workdays_ago(1, "09:00"), "revops-lead", decisions.propose, recommended=option("A")),
    ],
)

PIPELINE_LOGGED = workdays_ago(3, "10:15")
SOURCED_PIPELINE = Case(
    "sourced-pipeline",
    [
        step(
            PIPELINE_LOGGED,
            "head-of-finance",
            items.log,
            statements=[reads("sourced-pipeline"), reads("traced-pipeline")],
            question="Which pipeline may a budget be based on?",
            layer=4,
            exposure=Decimal(480_000),
            exposure_currency="EUR",
            exposure_basis="40 % budget share of €1.2 m",
            occurred_on=before(PIPELINE_LOGGED, 40),
        ),
        owned(
            workdays_ago(2, "11:00"),
            "revops-lead",
            severity=2,
            reason="Nobody is accountable for pipeline; RevOps holds it for now",
        ),
        linked(
            workdays_ago(2, "11:30"),
            "head-of-finance",
            "Opportunities with a campaign response",
            "finance/pipeline",
            of=2,
        ),
        step(
            workdays_ago(1, "14:00"),
            "head-of-finance",
            clocks.escalate,
            reason="Nobody decides on pipeline, and the budget closes this month",
        ),
    ],
)

CASES = [BOUGHT_AND_INVOICED, RESPONSES, WEBINAR, CREDIT_FOR_WINS, SOURCED_PIPELINE]
