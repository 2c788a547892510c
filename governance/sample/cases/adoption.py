"""Adoption: won and onboarded, and whether anybody uses it."""

from decimal import Decimal

from governance.actions import (
    acceptances,
    comments,
    decisions,
    follow_ups,
    outcomes,
)
from governance.actions import contradictions as items
from governance.sample.almanac import (
    MET,
    after_month,
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
    owned,
    promise,
    tabled,
    use,
    way_out,
)
from governance.sample.script import Case, step
from governance.sample.words import dissent, follow_up, function, option, reads

LIVE_LOGGED = workdays_ago(11, "10:25")
WON_AND_LIVE = Case(
    "live-in-60",
    [
        step(
            LIVE_LOGGED,
            "head-of-success",
            items.log,
            statements=[
                reads("won-to-plan"),
                reads("live-in-60", claim="Not what we were promised in the demo."),
            ],
            wording="Sales won 112 % of plan; 41 % of those customers were live in 60 days.",
            question="Does a win count before the customer is live?",
            layer=5,
            tolerance=Decimal(5),
            tolerance_kind="absolute",
            exposure=Decimal(860_000),
            exposure_currency="EUR",
            exposure_basis="First-year ARR of 22 customers not live",
            occurred_on=before(LIVE_LOGGED, 102),
        ),
        owned(
            workdays_ago(8, "09:00"),
            "head-of-sales",
            severity=2,
            reason="Sales makes the promise that Delivery keeps",
        ),
        step(
            workdays_ago(5, "13:00"),
            "head-of-success",
            comments.comment,
            body="Three of the 22 have asked for their money back since.",
        ),
    ],
)

ONBOARDING_LOGGED = after_quarter(-1, 6, "09:00")
ONBOARDING = Case(
    "onboarding",
    [
        step(
            ONBOARDING_LOGGED,
            "head-of-success",
            items.log,
            statements=[
                reads("onboardings-complete", quarter=-1),
                reads("weekly-use", quarter=-1, claim="We finished your checklist, not our work."),
            ],
            wording="Delivery marks 91 % of onboardings complete; 63 % use the product weekly.",
            layer=5,
            tolerance=Decimal(5),
            tolerance_kind="absolute",
            exposure=Decimal(390_000),
            exposure_currency="EUR",
            exposure_basis="Renewals of accounts without weekly use",
            occurred_on=before(ONBOARDING_LOGGED, 25),
        ),
        owned(
            after_quarter(-1, 7, "11:00"),
            "head-of-delivery",
            severity=3,
            reason="Delivery answers for onboarding",
        ),
        step(after_quarter(-1, 9, "09:00"), "head-of-delivery", items.take_up),
        *diagnosed(
            after_quarter(-1, 18, "09:00"),
            "head-of-delivery",
            (CLEAR, "Both read the same accounts."),
            (CLEAR, "Same quarter."),
            (CLEAR, "No doubles."),
            (FOUND, "A finished checklist asks for no log-in."),
            (CLEAR, "Both count accounts."),
            cause="process",
            reason="The checklist ends before the work begins",
        ),
        *confirmed(after_quarter(-1, 19, "10:00"), "head-of-delivery"),
        *tabled(
            after_quarter(-1, 20, "10:00"),
            "head-of-delivery",
            way_out(
                "Onboarding ends with four weeks of weekly use",
                "fix",
                "Onboarding takes three weeks longer",
                service=(2, "customers work with it"),
                profit=(1, "€0.2 m renewals"),
                risk=(-1, "slower first invoices"),
            ),
            way_out(
                "Leave as is",
                "as_is",
                "A third of new customers do not use what they pay for",
                service=(-1, "worse"),
                profit=(-1, "€0.4 m renewals"),
                risk=(-1, "churn"),
            ),
        ),
        step(
            after_quarter(-1, 23, "09:00"),
            "revops-lead",
            decisions.propose,
            recommended=option("A"),
        ),
        step(
            MET.later(9),
            "coo",
            decisions.decide,
            option=option("A"),
            rationale="A checklist is our work. Weekly use is theirs, and it is what renews.",
            trade_off="Three weeks later to the first invoice, for customers who stay",
            uses=[use(2, "Delivery report", after_quarter(-1, 50), "head-of-delivery")],
            follow_ups=[
                promise(
                    "End onboarding with four weeks of use",
                    "head-of-delivery",
                    after_quarter(-1, 57),
                ),
                promise("Rename the checklist report", "head-of-success", after_quarter(-1, 57)),
            ],
            revisit_on=in_workdays(3),
            dissenters=[function("sales")],
        ),
        step(
            MET.later(24 * 60),
            "head-of-sales",
            decisions.add_dissent_reason,
            dissent=dissent(),
            reason="Sellers are paid on the first invoice, and it now depends on Delivery.",
        ),
        step(
            after_quarter(-1, 54, "15:00"),
            "head-of-delivery",
            follow_ups.complete,
            follow_up=follow_up("End onboarding"),
            url="https://example.com/onboarding/plan",
        ),
        step(
            after_quarter(-1, 55, "10:00"),
            "head-of-success",
            follow_ups.cancel,
            follow_up=follow_up("Rename"),
            reason="The report is gone with the checklist",
        ),
        step(after_quarter(-1, 56, "09:00"), "head-of-delivery", outcomes.start_verifying),
    ],
)

USERS_LOGGED = after_month(-3, 18, "10:40")
WEEKLY_USERS = Case(
    "users",
    [
        step(
            USERS_LOGGED,
            "product-analyst",
            items.log,
            statements=[reads("users-product", month=-3), reads("users-delivery", month=-3)],
            layer=3,
            tolerance=Decimal(2),
            occurred_on=before(USERS_LOGGED, 6),
        ),
        owned(
            USERS_LOGGED.later(60), "head-of-product", severity=4, reason="Product answers for use"
        ),
        step(USERS_LOGGED.later(120), "head-of-product", items.take_up),
        *diagnosed(
            workdays_ago(56, "09:00"),
            "head-of-product",
            (CLEAR, "Both read the same log."),
            (CLEAR, "Same weeks."),
            (CLEAR, "No doubles."),
            (FOUND, "Delivery leaves out users without a contract."),
            (FOUND, "A user identifier is not a named user."),
            cause="identity",
            reason="Users and named users",
        ),
        *confirmed(workdays_ago(55, "11:00"), "head-of-product", "head-of-delivery"),
        *tabled(
            workdays_ago(54, "10:00"),
            "head-of-product",
            way_out(
                "Match users to contracts each week",
                "fix",
                "Six weeks of an engineer",
                service=(0, "same"),
                profit=(-1, "€30 k"),
            ),
            way_out(
                "Let both stand until users sign in with a contract",
                "accept",
                "530 users are in one count only",
                service=(0, "same"),
                profit=(0, "same"),
                risk=(-1, "capacity"),
            ),
        ),
        step(
            workdays_ago(53, "09:00"), "head-of-product", decisions.propose, recommended=option("B")
        ),
        step(
            workdays_ago(48, "10:30"),
            "coo",
            acceptances.accept_until,
            option=option("B"),
            disclosure="Delivery leaves out users who sign in without a contract.",
            reason="Sign-in with a contract ships within two quarters.",
            exposure_note="not estimated",
            expires_on=in_days(82),
            none_voiced=True,
        ),
    ],
)

CASES = [WON_AND_LIVE, ONBOARDING, WEEKLY_USERS]
