"""People and functions, readable by everybody who is signed in."""

from accounts.api.records import FunctionRecord, PersonRecord
from accounts.api.views import Readable
from accounts.models import Function, User

READABLE = (
    Readable(
        noun="people",
        one="a person",
        rows=User.objects.active(),
        record=PersonRecord,
        orderings={"name": "name", "id": "id"},
        ordering="name",
        text="People who can sign in. What somebody may decide follows from decision rights.",
    ),
    Readable(
        noun="functions",
        one="a function",
        rows=Function.objects.select_related("head"),
        record=FunctionRecord,
        orderings={"name": "name", "id": "id"},
        ordering="name",
        key="slug",
    ),
)
