"""People and functions."""

from typing import Any

import factory

from accounts.actions.people import name_function, name_head, register_person, system_actor
from accounts.models import Function, User
from tests.factories.clock import clock

PASSWORD = "correct horse battery staple"


class FunctionFactory(factory.Factory[Function]):
    """A function such as Marketing."""

    class Meta:
        model = Function

    name = factory.LazyFunction(lambda: f"Function {clock.number('Function')}")
    slug = factory.LazyAttribute(lambda made: made.name.lower().replace(" ", "-"))
    letter = factory.LazyAttribute(lambda made: made.name[0])

    @classmethod
    def _create(cls, model_class: type[Function], *args: Any, **kwargs: Any) -> Function:
        actor = system_actor(clock.tick())
        return name_function(actor=actor, at=clock.tick(), **kwargs)


class PersonFactory(factory.Factory[User]):
    """A person who can sign in with PASSWORD."""

    class Meta:
        model = User

    name = factory.LazyFunction(lambda: f"Person {clock.number('Person')}")
    email = factory.LazyAttribute(lambda made: f"{made.name.lower().replace(' ', '.')}@example.com")
    role = User.Role.CONTRIBUTOR
    password = PASSWORD

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        actor = system_actor(clock.tick())
        return register_person(actor=actor, at=clock.tick(), **kwargs)


def head_of(function: Function) -> User:
    """Make the head of a function."""
    head = PersonFactory.create(name=f"Head of {function.name}", function=function)
    actor = system_actor(clock.tick())
    name_head(function=function, head=head, actor=actor, at=clock.tick())
    function.head = head
    return head
