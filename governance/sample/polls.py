"""Two polls: who owns the customer, closed in conflict and not logged yet; one still open."""

from collections.abc import Iterator

from governance.actions.polls import Question, answer_poll, ask_owners
from governance.models import OwnershipPoll
from governance.sample.almanac import Day, in_workdays, workdays_ago
from governance.sample.script import Case, Named, Step, step
from governance.sample.words import domain, function, made, person

CUSTOMER = "Who is accountable for the customer when service, profit and risk pull apart?"
ONBOARDING = "Who owns the customer between the signature and the first use?"
ASKED = ("ceo", "coo", "cro", "cfo", "head-of-sales", "head-of-success")
ALSO_ASKED = ("coo", "cro", "head-of-delivery", "head-of-product", "head-of-success")


def _ask(when: Day, text: str, about: str, people: tuple[str, ...], closes_on: Day) -> Step:
    question = made(Question, text=text, domain=domain(about))
    told = {"questions": [question], "people": [person(key) for key in people]}
    return step(when, "revops-lead", ask_owners, closes_on=closes_on, **told)


def _says(when: Day, who: str, text: str, choice: str, sentence: str = "", **named: Named) -> Step:
    asked = Named(lambda _: OwnershipPoll.objects.get(question=text))
    return step(when, who, answer_poll, poll=asked, choice=choice, sentence=sentence, **named)


def _customer() -> Iterator[Step]:
    """Let the last answer open all of them."""
    yield _ask(workdays_ago(9, "09:10"), CUSTOMER, "customers", ASKED, workdays_ago(2))
    sales, success = function("sales"), function("success")
    for when, who, choice, sentence, named in (
        (workdays_ago(9, "10:02"), "coo", "person", "It lands on my desk.", {"person": "coo"}),
        (
            workdays_ago(9, "11:40"),
            "head-of-sales",
            "function",
            "We sign them.",
            {"function": sales},
        ),
        (workdays_ago(8, "08:55"), "cro", "function", "", {"function": sales}),
        (workdays_ago(8, "15:21"), "cfo", "nobody", "Margin and service meet nowhere.", {}),
        (workdays_ago(7, "09:33"), "head-of-success", "function", "", {"function": success}),
        (workdays_ago(6, "17:05"), "ceo", "shared", "It is everybody's job.", {}),
    ):
        found = {name: person(key) if isinstance(key, str) else key for name, key in named.items()}
        yield _says(when, who, CUSTOMER, choice, sentence, **found)


def _onboarding() -> Iterator[Step]:
    """Leave a poll open that two have answered."""
    yield _ask(workdays_ago(2, "09:05"), ONBOARDING, "onboarding", ALSO_ASKED, in_workdays(4))
    yield _says(
        workdays_ago(2, "13:30"),
        "head-of-delivery",
        ONBOARDING,
        "function",
        function=function("delivery"),
    )
    yield _says(workdays_ago(1, "09:15"), "head-of-success", ONBOARDING, "shared")


def polls() -> Case:
    """Return both as one script; neither is an item."""
    return Case("polls", [*_customer(), *_onboarding()])
