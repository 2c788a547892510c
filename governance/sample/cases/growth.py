"""Growth: leads go up, opportunities stay where they are."""

from decimal import Decimal

from governance.actions import contradictions as items
from governance.actions import decisions, options
from governance.sample.almanac import before, in_days, workdays_ago
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
from governance.sample.words import (
    dissent,
    function,
    option,
    person,
    reads,
)

UP_LOGGED = workdays_ago(44, "11:30")
LEADS_UP = Case(
    "leads-up",
    [
        step(
            UP_LOGGED,
            "head-of-sales",
            items.log,
            statements=[reads("lead-growth", quarter=-1), reads("opportunity-growth", quarter=-1)],
            wording="Leads are up 26 % on last year; opportunities are up 1 %.",
            question="What is Marketing rewarded for: leads, or opportunities that follow?",
            layer=2,
            tolerance=Decimal(5),
            tolerance_kind="absolute",
            exposure=Decimal(560_000),
            exposure_currency="EUR",
            exposure_basis="Campaign budget of the quarter",
            occurred_on=before(UP_LOGGED, 70),
        ),
        owned(
            workdays_ago(43, "09:00"),
            "head-of-marketing",
            severity=2,
            kind="incentive",
            reason="Marketing answers for lead growth",
        ),
        step(workdays_ago(42, "09:20"), "head-of-marketing", items.take_up),
        *diagnosed(
            workdays_ago(40, "10:00"),
            "head-of-marketing",
            (CLEAR, "Both counts are complete."),
            (CLEAR, "Both compare the same quarters."),
            (FOUND, "2 % of leads are repeated."),
            (FOUND, "A lead needs a download, an opportunity a budget."),
            (CLEAR, "Checked on 200 accounts."),
            cause="incentive",
            reason="The bonus pays for leads, whatever follows",
        ),
        *confirmed(workdays_ago(39, "14:00"), "head-of-marketing", "head-of-sales"),
        *tabled(
            workdays_ago(38, "09:30"),
            "revops-lead",
            way_out(
                "Reward opportunities that Sales accepts",
                "retire",
                "A smaller lead count in every report",
                service=(1, "fewer cold calls"),
                profit=(1, "€0.2 m"),
                risk=(-1, "thinner funnel in spring"),
            ),
            way_out(
                "Keep lead growth, add opportunity growth beside it",
                "keep_both",
                "Two figures that argue on one page",
                service=(0, "same"),
                profit=(0, "same"),
                risk=(-1, "confusion"),
            ),
            way_out(
                "Leave as is",
                "as_is",
                "The budget follows leads that nobody works",
                service=(-1, "more cold calls"),
                profit=(-1, "€0.6 m a year"),
                risk=(-1, "sellers stop looking"),
            ),
        ),
        step(
            workdays_ago(37, "09:00"),
            "revops-lead",
            options.ask_agreers,
            people=[person("head-of-sales"), person("head-of-finance"), person("cfo")],
        ),
        step(workdays_ago(36, "09:10"), "head-of-sales", options.agree),
        step(workdays_ago(36, "13:25"), "cfo", options.agree),
        step(
            workdays_ago(35, "16:45"),
            "head-of-finance",
            options.object_to,
            reason="Opportunities can be opened on paper; define them first.",
        ),
        step(
            workdays_ago(34, "10:00"),
            "revops-lead",
            decisions.propose,
            recommended=option("A"),
        ),
        step(
            workdays_ago(28, "15:10"),
            "cro",
            decisions.decide,
            option=option("A"),
            rationale="We paid for leads and got leads. Growth is what Sales can open and win.",
            uses=[
                use(2, "Marketing bonus", in_days(40), "revops-lead"),
                use(1, "Early signal in the campaign report only", workdays_ago(20), "revops-lead"),
            ],
            follow_ups=[
                promise("Write the bonus rule on opportunities", "head-of-marketing", in_days(12)),
                promise("State what opens an opportunity", "head-of-sales", workdays_ago(10)),
                promise("Restate lead growth in the board pack", "revops-lead", in_days(25)),
            ],
            revisit_on=in_days(80),
            dissenters=[function("marketing")],
            override_reason="The entry rule for opportunities is the second follow-up.",
            retires_belief="More leads mean more revenue.",
        ),
        step(
            workdays_ago(27, "11:00"),
            "head-of-marketing",
            decisions.add_dissent_reason,
            dissent=dissent(),
            reason="A quarter is too short to judge leads that buy after nine months.",
        ),
    ],
)

CASES = [LEADS_UP]
