"""Leads: two meanings of one name, what leads ask for, and what comes of them."""

from decimal import Decimal

from django.core.files.base import ContentFile

from governance.actions import bridges, clocks, comments, evidence, options
from governance.actions import contradictions as items
from governance.sample.almanac import before, in_days, in_workdays, workdays_ago
from governance.sample.passages import (
    FOUND,
    confirmed,
    diagnosed,
    in_own_words,
    linked,
    noted,
    owned,
    tabled,
    way_out,
)
from governance.sample.script import Case, Named, step
from governance.sample.words import (
    bridge,
    counts,
    exhibit,
    person,
    reads,
    side,
)

SCORES = 847


def _lead_list() -> ContentFile[bytes]:
    """Return Marketing's export as a file: one made-up lead a row."""
    rows = (f"L-{n:05d},{61 + n * 7 % 39}\n" for n in range(1, SCORES + 1))
    return ContentFile(("lead,score\n" + "".join(rows)).encode(), name="mql-export.csv")


LOGGED = workdays_ago(9, "17:51")
QUALIFIED_LEADS = Case(
    "mql",
    [
        step(
            LOGGED,
            "revops-lead",
            items.log,
            statements=[
                reads("mql-marketing"),
                reads("mql-sales"),
            ],
            question="Which count should Sales capacity be planned on: leads that pass a score, "
            "or leads Sales accepts?",
            layer=2,
            occurred_on=before(LOGGED, 63),
        ),
        owned(
            workdays_ago(8, "14:12"),
            "head-of-marketing",
            severity=2,
            reason="Marketing answers for what an MQL is",
        ),
        step(
            workdays_ago(8, "16:05"),
            "head-of-marketing",
            clocks.pause,
            waiting_on=person("crm-manager"),
            until_on=workdays_ago(3),
            reason="The CRM manager draws the first-call outcomes",
        ),
        step(
            workdays_ago(4, "10:20"),
            "revops-lead",
            items.describe,
            exposure=Decimal(420_000),
            exposure_currency="EUR",
            exposure_basis="647 leads, a win rate of 6.5 %, €10 k a win",
            reason="Estimated with Finance",
        ),
        step(workdays_ago(3, "09:15"), "head-of-marketing", clocks.resume, reason="The list came"),
        step(workdays_ago(3, "10:22"), "head-of-marketing", items.take_up),
        in_own_words(
            workdays_ago(3, "10:25"),
            "head-of-marketing",
            reads(
                "mql-marketing",
                claim="We passed plan by 47. Every lead cleared the score we agreed.",
            ),
            of=1,
        ),
        in_own_words(
            workdays_ago(3, "10:33"),
            "head-of-sales",
            reads(
                "mql-sales",
                claim="Three of four never asked for a call. We stop at the first conversation.",
            ),
            of=2,
        ),
        step(
            workdays_ago(3, "10:40"),
            "head-of-marketing",
            evidence.add_evidence,
            title="MQL export, 847 rows with score",
            file=Named(lambda _: _lead_list()),
            position=side(1),
        ),
        linked(
            workdays_ago(3, "13:10"),
            "revops-lead",
            "CRM lead list, 797 rows after sync and merge",
            "crm/leads",
        ),
        noted(
            workdays_ago(3, "14:30"),
            "head-of-sales",
            "First-call outcomes, 671 calls with a reason code",
            "471 no named budget, 84 in an account we already talk to, 116 accepted or open.",
            of=2,
        ),
        noted(
            workdays_ago(3, "15:00"),
            "revops-lead",
            "Rule for matching people to accounts",
            "Two people are one account when their e-mail domains agree.",
            of=2,
        ),
        *diagnosed(
            workdays_ago(2, "09:10"),
            "head-of-marketing",
            (FOUND, "12 leads of the last day had not reached the CRM."),
            (FOUND, "21 leads were counted after the quarter closed."),
            (FOUND, "38 people answered with two addresses."),
            (FOUND, "471 passed the score without a named budget."),
            (FOUND, "84 people belong to accounts Sales already talks to."),
            cause="definition",
            reason="471 of the 647 are one definition",
        ),
        *confirmed(workdays_ago(2, "10:30"), "head-of-marketing", "head-of-sales"),
        step(
            workdays_ago(2, "11:05"),
            "head-of-marketing",
            bridges.start_bridge,
            start=side(1),
            end=side(2),
        ),
        *(
            step(
                workdays_ago(2, "11:06").later(place),
                "head-of-marketing",
                bridges.add_line,
                bridge=bridge(),
                cause=cause,
                label=label,
                amount=Decimal(amount),
                evidence=exhibit(shown),
            )
            for place, (cause, label, amount, shown) in enumerate(
                [
                    (1, "Not yet synced to the CRM", -12, 2),
                    (2, "Counted after the quarter closed", -21, 1),
                    (3, "Same person, two addresses", -38, 2),
                    (4, "Score over 60, but no named budget", -471, 3),
                    (5, "Person in an account already in contact", -84, 4),
                ]
            )
        ),
        step(
            workdays_ago(2, "11:40"),
            "head-of-marketing",
            bridges.submit,
            bridge=bridge(),
            note="21 leads are in neither list; the form provider is asked.",
        ),
        *tabled(
            workdays_ago(2, "15:20"),
            "head-of-marketing",
            way_out(
                "Plan capacity on accepted leads; keep the score as an early signal",
                "adopt",
                "600 fewer reported leads, one bonus rule rewritten",
                service=(1, "faster"),
                profit=(1, "€0.3 m"),
                risk=(0, "none found"),
                action="Rewrite the bonus rule on accepted leads",
                action_owner=person("head-of-marketing"),
                action_due_on=in_workdays(25),
                adopts=side(2),
                purpose="Sales capacity plan",
                use_from_on=in_days(30),
                restated_by=person("revops-lead"),
                revisit_on=in_days(120),
            ),
            way_out(
                "Raise the score to 75 and restate three quarters",
                "fix",
                "6 weeks without a comparable series",
                service=(0, "same"),
                profit=(1, "€0.1 m"),
                risk=(-1, "forecast"),
                action="Restate three quarters with a score of 75",
                action_owner=person("revops-lead"),
                action_due_on=in_workdays(45),
                revisit_on=in_days(150),
            ),
            way_out(
                "Leave as is for two quarters, disclosed on the KPI",
                "accept",
                "€420 k ARR stays exposed",
                service=(-1, "slower"),
                profit=(0, "same"),
                risk=(-1, "trust"),
                action="Review the win rate of scored leads",
                action_owner=person("head-of-sales"),
                action_due_on=in_workdays(60),
                expires_on=in_days(150),
                revisit_on=in_days(150),
            ),
        ),
        step(
            workdays_ago(1, "09:40"),
            "head-of-marketing",
            options.ask_agreers,
            people=[person("head-of-sales"), person("head-of-finance")],
        ),
        step(workdays_ago(1, "11:14"), "head-of-sales", options.agree),
        step(
            workdays_ago(1, "16:40"),
            "revops-lead",
            comments.comment,
            body="I recommend option A: capacity follows what Sales can work.",
        ),
    ],
)

OPT_IN_LOGGED = workdays_ago(2, "10:05")
ASKED_FOR_CONTACT = Case(
    "opt-in",
    [
        step(
            OPT_IN_LOGGED,
            "sales-analyst",
            items.log,
            statements=[
                reads("mql-marketing"),
                reads("form-opt-in", claim="I downloaded a guide. I did not ask for a call."),
            ],
            wording="Marketing counts 847 MQLs, 47 over plan; 24 % of them asked for contact.",
            question="Is a download a lead before the person asks to be called?",
            layer=2,
            tolerance=Decimal(5),
            tolerance_kind="absolute",
            exposure=Decimal(640_000),
            exposure_currency="EUR",
            exposure_basis="Sellers' hours on leads that did not ask",
            occurred_on=before(OPT_IN_LOGGED, 59),
        ),
        owned(
            workdays_ago(1, "09:05"),
            "head-of-marketing",
            severity=1,
            reason="Customers say they never asked; it feeds a bonus",
        ),
        noted(
            workdays_ago(1, "09:30"),
            "sales-analyst",
            "What people say on the first call",
            "Of 40 calls listened to, 29 open with a surprised “I only wanted the guide”.",
            of=2,
        ),
    ],
)

SAME_AGAIN = Case(
    "mql-again",
    [
        step(
            workdays_ago(3, "16:20"),
            "sales-analyst",
            items.log,
            statements=[
                counts("marketing", "847", as_of=workdays_ago(4), unit="count", unit_label="leads"),
                counts("sales", "200", as_of=workdays_ago(4), unit="count", verb="works"),
            ],
            wording="The marketing report shows 847 leads; my team had 200 to work on.",
        ),
        linked(
            workdays_ago(3, "16:26"), "sales-analyst", "The report as my team got it", "sales/leads"
        ),
        step(
            workdays_ago(2, "08:50"),
            "revops-lead",
            items.dismiss,
            reason="The same two counts are open already; your reading is added there.",
            duplicate_of=Named(lambda scene: scene.directory.items["mql"]),
        ),
    ],
)

CASES = [QUALIFIED_LEADS, ASKED_FOR_CONTACT, SAME_AGAIN]
