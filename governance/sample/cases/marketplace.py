"""The marketplace: real monthly figures, worked out from public data (see olist/LICENCE.md)."""

from decimal import Decimal

from governance.actions import (
    bridge_steps,
    bridges,
    comments,
    decisions,
    evidence,
    follow_ups,
    outcomes,
)
from governance.actions import contradictions as items
from governance.sample.almanac import after_quarter, before, workdays_ago
from governance.sample.lists import compute, computed, give_lists
from governance.sample.passages import (
    CLEAR,
    FOUND,
    confirmed,
    diagnosed,
    noted,
    owned,
    promise,
    tabled,
    use,
    way_out,
)
from governance.sample.script import Case, step
from governance.sample.words import bridge, follow_up, option, reads
from metrics.periods import Period

MARCH, MAY = Period.of_months(2018, 3), Period.of_months(2018, 5)
ORDERS = "https://www.kaggle.com/datasets/olistbr/brazilian-ecommerce"
FUNNEL = "https://www.kaggle.com/datasets/olistbr/marketing-funnel-olist"

ON_TIME_LOGGED = after_quarter(-4, 14, "10:00")
ON_TIME = Case(
    "olist-on-time",
    [
        step(
            ON_TIME_LOGGED,
            "support-analyst",
            items.log,
            statements=[
                reads("olist-on-time", period=MARCH),
                reads("olist-low-scores", period=MARCH),
            ],
            wording="82.6 % of orders arrive on time; 21.5 % of customers give one or two stars.",
            question="Is an order on time when it meets our estimate, or the customer's?",
            layer=5,
            tolerance=Decimal(2),
            tolerance_kind="absolute",
            occurred_on=before(ON_TIME_LOGGED, 9),
        ),
        owned(
            after_quarter(-4, 15, "09:30"),
            "head-of-delivery",
            severity=3,
            reason="Public data, worked through as an exercise",
        ),
        step(after_quarter(-4, 16, "09:00"), "head-of-delivery", items.take_up),
        step(
            after_quarter(-4, 16, "09:40"),
            "support-analyst",
            evidence.add_evidence,
            title="Olist orders and reviews, an 8 % sample",
            url=ORDERS,
            grade="sampled",
        ),
        *diagnosed(
            after_quarter(-4, 17, "10:00"),
            "head-of-delivery",
            (CLEAR, "Both come from the same orders."),
            (CLEAR, "Both go by month of purchase."),
            (CLEAR, "One review an order."),
            (FOUND, "On time is read against an estimate that we set ourselves."),
            (CLEAR, "Both count delivered orders."),
            cause="definition",
            reason="The estimate is ours, the wait is the customer's",
        ),
        *confirmed(after_quarter(-4, 18, "10:00"), "head-of-delivery"),
        *tabled(
            after_quarter(-4, 19, "10:00"),
            "head-of-delivery",
            way_out(
                "Read low scores beside on-time, and act on the worse of the two",
                "keep_both",
                "On-time alone is green no longer",
                service=(1, "seen a month earlier"),
                profit=(0, "same"),
            ),
            way_out(
                "Leave as is",
                "as_is",
                "One in five customers stays unseen",
                service=(-1, "worse"),
                profit=(0, "same"),
                risk=(-1, "reviews are public"),
            ),
        ),
        step(
            after_quarter(-4, 22, "09:00"),
            "revops-lead",
            decisions.propose,
            recommended=option("A"),
        ),
        step(
            after_quarter(-4, 26, "16:10"),
            "coo",
            decisions.decide,
            option=option("A"),
            rationale="The estimate is our promise to ourselves. The score is what was kept.",
            uses=[use(2, "Delivery report", after_quarter(-4, 30), "head-of-delivery")],
            follow_ups=[
                promise("Show both series on one page", "support-analyst", after_quarter(-4, 40))
            ],
            revisit_on=after_quarter(-2, 20),
            none_voiced=True,
            retires_belief="An order that meets our estimate is an order on time.",
        ),
        step(
            after_quarter(-4, 36, "14:20"),
            "support-analyst",
            follow_ups.complete,
            follow_up=follow_up("Show both series"),
            text="Both series share a page; low scores lead it.",
        ),
        step(after_quarter(-4, 37, "09:00"), "head-of-delivery", outcomes.start_verifying),
        step(after_quarter(-4, 38, "11:00"), "support-analyst", outcomes.verify),
    ],
)

WON_LOGGED = workdays_ago(6, "14:30")
LEADS_AND_DEALS = Case(
    "olist-won",
    [
        step(
            WON_LOGGED,
            "sales-analyst",
            items.log,
            statements=[reads("olist-mqls", period=MAY), reads("olist-won", period=MAY)],
            question="Which month does a won deal belong to: the first contact, or the signature?",
            layer=2,
            occurred_on=before(WON_LOGGED, 5),
        ),
        owned(
            workdays_ago(5, "11:00"),
            "head-of-marketing",
            severity=4,
            reason="Public data, worked through as an exercise",
        ),
        step(workdays_ago(4, "13:00"), "head-of-marketing", items.take_up),
        step(
            workdays_ago(4, "13:15"),
            "sales-analyst",
            evidence.add_evidence,
            title="Olist marketing funnel, all 8,000 leads and 842 deals",
            url=FUNNEL,
        ),
        noted(
            workdays_ago(4, "15:00"),
            "head-of-marketing",
            "What the two lists share",
            "All 842 won deals point to one of the 8,000 MQLs; 7,158 have no deal.",
        ),
        *diagnosed(
            workdays_ago(3, "14:00"),
            "head-of-marketing",
            (CLEAR, "Every deal names its lead."),
            (FOUND, "Leads go by first contact, deals by the day they were won."),
            (CLEAR, "No lead is listed twice."),
            cause="definition",
            reason="Two dates under one month",
        ),
        step(
            workdays_ago(2, "16:00"),
            "head-of-sales",
            comments.comment,
            body="May's leads are still won in October. Compare by the lead's month.",
        ),
        step(workdays_ago(1, "10:00"), "head-of-marketing", give_lists),
        step(workdays_ago(1, "10:06"), "head-of-marketing", compute),
        step(
            workdays_ago(1, "10:20"),
            "head-of-marketing",
            bridge_steps.note_step,
            line=computed("left-dates"),
            text="All 60 were won from June to October: by the month of the lead they are May's.",
        ),
        step(workdays_ago(1, "10:30"), "head-of-marketing", bridges.submit, bridge=bridge()),
        step(workdays_ago(1, "15:10"), "head-of-sales", bridges.sign, bridge=bridge()),
    ],
)

CASES = [ON_TIME, LEADS_AND_DEALS]
