"""Every verb a person can use on an item.

Deciding and building a bridge have pages of their own; the rest share one page and one table, to
which forcing adds what it overrules and who is told.
"""

from collections.abc import Mapping

from django.urls import register_converter

from governance.verbs.acts import ACTS
from governance.verbs.moves import MOVES
from governance.verbs.verb import Verb

VERBS: Mapping[str, Verb] = {verb.name: verb for verb in (*MOVES, *ACTS)}


class VerbName:
    """The path converter that knows the names of all verbs, and no other."""

    regex = "|".join(VERBS)

    def to_python(self, value: str) -> str:
        """Return the name."""
        return value

    def to_url(self, value: str) -> str:
        """Return the name; one that is no verb has no address."""
        if value not in VERBS:
            raise ValueError(f"There is no verb {value}")
        return value


register_converter(VerbName, "verb")
