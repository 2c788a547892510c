"""Service: green in the report, and what the customer says of it."""

from decimal import Decimal

from governance.actions import (
    clocks,
    decisions,
    options,
    positions,
)
from governance.actions import contradictions as items
from governance.actions.agenda import pin_item
from governance.sample.almanac import (
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
    noted,
    owned,
    tabled,
    way_out,
)
from governance.sample.script import Case, step
from governance.sample.words import option, person, reads, review, side

SLA_LOGGED = after_quarter(-1, 7, "16:00")
SLA = Case(
    "sla",
    [
        step(
            SLA_LOGGED,
            "support-analyst",
            items.log,
            statements=[
                reads("tickets-in-sla", quarter=-1, claim="Ticket closed in 48 h."),
                reads("chases", quarter=-1, claim="I am still waiting, and you say resolved."),
            ],
            question="When is a ticket resolved: when we close it, or when the customer says so?",
            layer=3,
            tolerance=Decimal("0.2"),
            tolerance_kind="absolute",
            occurred_on=before(SLA_LOGGED, 104),
        ),
        owned(
            after_quarter(-1, 8, "09:00"),
            "head-of-delivery",
            severity=3,
            reason="Delivery answers for support",
        ),
        step(after_quarter(-1, 10, "09:30"), "head-of-delivery", items.take_up),
        step(after_quarter(-1, 26, "09:20"), "revops-lead", pin_item, review=review()),
        *(
            step(
                after_quarter(0, 5, "10:00").later(place),
                "support-analyst",
                positions.revise_position,
                position=side(place + 1),
                statement=reads(kpi, claim=claim),
                reason="The reading of the latest quarter",
            )
            for place, (kpi, claim) in enumerate(
                [
                    ("tickets-in-sla", "Ticket closed in 48 h."),
                    ("chases", "I am still waiting, and your system says resolved."),
                ]
            )
        ),
        step(
            workdays_ago(14, "11:00"),
            "revops-lead",
            items.describe,
            exposure=Decimal(900_000),
            exposure_currency="EUR",
            exposure_basis="ARR of customers who chased three times or more",
            reason="Estimated with Finance",
        ),
        step(
            workdays_ago(14, "11:10"),
            "revops-lead",
            items.change_severity,
            severity=1,
            reason="€0.9 m ARR, a bonus and the board pack rest on it",
        ),
        step(
            workdays_ago(9, "08:30"),
            "system",
            clocks.escalate,
            reason="Overdue; the head of Delivery owns it, so it goes to the arbiter",
        ),
        linked(
            workdays_ago(7, "10:00"),
            "support-analyst",
            "Inbound mail matched to open tickets, n 112",
            "support/chases",
            of=2,
        ),
        noted(
            workdays_ago(7, "10:20"),
            "head-of-delivery",
            "How tickets are closed",
            "A ticket closes by itself 24 h after our last answer.",
            of=1,
        ),
        *diagnosed(
            workdays_ago(6, "09:00"),
            "head-of-delivery",
            (CLEAR, "Every mail reaches the desk."),
            (FOUND, "The clock stops when we answer, not when it is solved."),
            (CLEAR, "Reopened tickets are counted once."),
            (FOUND, "Closed is not resolved."),
            (CLEAR, "One row is one ticket."),
            cause="definition",
            reason="Closed is not resolved",
        ),
        *confirmed(workdays_ago(6, "11:00"), "head-of-delivery"),
        *tabled(
            workdays_ago(5, "10:00"),
            "revops-lead",
            way_out(
                "Count “resolved” only when the customer confirms",
                "adopt",
                "6 points of reported SLA, and 1 more person",
                service=(2, "better"),
                profit=(-1, "€70 k"),
                risk=(0, "none found"),
                action="Ask the customer before a ticket closes",
                action_owner=person("head-of-delivery"),
                action_due_on=in_workdays(15),
                adopts=side(2),
                purpose="Delivery bonus and board pack",
                use_from_on=in_days(30),
                restated_by=person("head-of-delivery"),
                revisit_on=in_days(130),
            ),
            way_out(
                "Keep the SLA, add first-time-right beside it",
                "keep_both",
                "Two measures on one page, and an argument each quarter",
                service=(1, "slightly"),
                profit=(0, "same"),
                risk=(-1, "confusion"),
                action="Measure first-time-right",
                action_owner=person("revops-lead"),
                action_due_on=in_workdays(25),
                revisit_on=in_days(130),
            ),
            way_out(
                "Leave as is, disclosed on the KPI",
                "accept",
                "€0.9 m ARR stays exposed for 130 days",
                service=(-2, "worse"),
                profit=(0, "same"),
                risk=(-2, "churn"),
                action="Disclose chases on the KPI",
                action_owner=person("head-of-delivery"),
                action_due_on=in_workdays(5),
                expires_on=in_days(130),
                revisit_on=in_days(130),
            ),
        ),
        step(
            workdays_ago(4, "09:00"),
            "revops-lead",
            options.ask_agreers,
            people=[person("head-of-delivery"), person("head-of-success")],
        ),
        step(workdays_ago(3, "10:10"), "head-of-success", options.agree),
        step(workdays_ago(3, "15:30"), "head-of-delivery", options.agree),
        step(workdays_ago(2, "09:00"), "revops-lead", decisions.propose, recommended=option("A")),
    ],
)

UPTIME_LOGGED = workdays_ago(5, "09:05")
UPTIME = Case(
    "uptime",
    [
        step(
            UPTIME_LOGGED,
            "support-analyst",
            items.log,
            statements=[
                reads("uptime", month=0),
                reads("outage-calls", month=0, claim="It says available. I cannot log in."),
            ],
            question="Is the service up when customers cannot log in?",
            layer=3,
            tolerance=Decimal(4),
            tolerance_kind="absolute",
            exposure=Decimal(720_000),
            exposure_currency="EUR",
            exposure_basis="ARR of the 41 callers",
            occurred_on=before(UPTIME_LOGGED, 27),
        ),
        owned(
            workdays_ago(5, "10:00"),
            "head-of-delivery",
            severity=1,
            reason="Delivery runs the support line",
        ),
        step(
            workdays_ago(5, "14:20"),
            "head-of-delivery",
            items.decline,
            reason="We answer the calls; Product runs the service and reports its uptime",
        ),
        owned(
            workdays_ago(4, "09:00"),
            "head-of-product",
            severity=1,
            reason="Product answers for availability",
        ),
        step(
            workdays_ago(1, "08:30"),
            "system",
            clocks.escalate,
            reason="Overdue, and nobody decides on availability: it goes to the arbiter",
        ),
    ],
)

CASES = [SLA, UPTIME]
