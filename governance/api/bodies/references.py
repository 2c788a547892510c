"""Naming records in a body: people and rows by key, options by letter, the rest by slug."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.utils import Direction
from rest_framework import serializers

from accounts.models import Function, User
from governance.models import BridgeLine, Contradiction, DecisionType, Dissent
from metrics.models import KPI, DataDomain, SourceSystem

LARGEST_KEY = 10**18
LONGEST_CODE = 12


class Reference(serializers.Field[Any, Any, Any, Any]):
    """A row named by one of its columns; `what` is the noun of its refusal."""

    default_error_messages = {"unknown": "There is no such {what}.", "form": "Name it by its {by}."}
    what = "record"
    by = "key"

    def rows(self) -> QuerySet[Any]:
        """Return the rows that may be named."""
        raise NotImplementedError

    def find(self, data: Any) -> Any:
        """Return the row, or None."""
        return _only(self.rows().filter(pk=self._key(data)))

    def _key(self, data: Any) -> int:
        text = str(data) if isinstance(data, int | str) and not isinstance(data, bool) else ""
        if not (text.isascii() and text.isdecimal() and len(text) < len(str(LARGEST_KEY))):
            self.fail("form", by=self.by)
        return int(text)

    def _text(self, data: Any) -> str:
        if not isinstance(data, str) or "\x00" in data:
            self.fail("form", by=self.by)
        return str(data)

    def to_internal_value(self, data: Any) -> Any:
        """Return the row that is named, or refuse."""
        found = self.find(data)
        if found is None:
            self.fail("unknown", what=self.what)
        return found


def _only(rows: QuerySet[Any]) -> Any:
    """Return the row, or None; there is nothing to put in order."""
    return next(iter(rows.order_by()[:1]), None)


class PersonRef(Reference):
    """An active person, by key."""

    what = "person"

    def rows(self) -> QuerySet[Any]:
        """Return people who can sign in."""
        return User.objects.active()


class SlugRef(Reference):
    """A named record, by slug."""

    by = "slug"

    def __init__(self, model: type[Any], **options: Any) -> None:
        self.model, self.what = model, str(model._meta.verbose_name)
        super().__init__(**options)

    def find(self, data: Any) -> Any:
        """Return the row with this slug, or None."""
        return _only(self.model._default_manager.filter(slug=self._text(data)))


class ItemRef(Reference):
    """Another item, by its number such as C-014."""

    what, by = "item", "number, such as C-014"

    def find(self, data: Any) -> Any:
        """Return an item this person may read, or None."""
        number = self._text(data).upper().removeprefix("C-")
        if not (number.isascii() and number.isdecimal() and len(number) < LONGEST_CODE - 2):
            self.fail("form", by=self.by)
        seen = Contradiction.objects.visible_to(self.context["actor"])
        return seen.filter(number=int(number)).first()


class UnderRef(Reference):
    """A row of the item at hand, by key; `related` is its name on the item."""

    def __init__(self, related: str, what: str, **options: Any) -> None:
        self.related, self.what = related, what
        super().__init__(**options)

    def rows(self) -> QuerySet[Any]:
        """Return the rows under the item."""
        rows: QuerySet[Any] = getattr(self.context["item"], self.related).all()
        return rows.select_related("contradiction")


class BridgeRef(Reference):
    """A bridge of the item at hand, by key."""

    what = "bridge"

    def rows(self) -> QuerySet[Any]:
        """Return the bridges of the item."""
        rows: QuerySet[Any] = self.context["item"].bridges.select_related("contradiction")
        return rows


class LineRef(Reference):
    """A line of a bridge of the item at hand, by key."""

    what = "line"

    def rows(self) -> QuerySet[Any]:
        """Return the lines of the item's bridges."""
        lines = BridgeLine.objects.filter(bridge__contradiction=self.context["item"])
        return lines.select_related("bridge__contradiction")


class DissentRef(Reference):
    """A dissent from a decision on the item at hand, by key."""

    what = "dissent"

    def rows(self) -> QuerySet[Any]:
        """Return the dissents from the item's decisions."""
        return Dissent.objects.filter(decision__contradiction=self.context["item"]).select_related(
            "decision__contradiction", "function", "person"
        )


class OptionRef(Reference):
    """An option of the item's present cycle, by its letter."""

    what, by = "option", "letter, such as A"

    def find(self, data: Any) -> Any:
        """Return the option with this letter, or None."""
        item: Contradiction = self.context["item"]
        rows = item.options.filter(cycle=item.cycle, letter=self._text(data))
        return rows.select_related("contradiction").first()


class DomainRef(SlugRef):
    """A data domain, by slug."""

    def __init__(self, **options: Any) -> None:
        super().__init__(DataDomain, **options)
        self.what = "domain"


class KPIRef(SlugRef):
    """A KPI, by slug."""

    def __init__(self, **options: Any) -> None:
        super().__init__(KPI, **options)
        self.what = "KPI"


class SystemRef(SlugRef):
    """A source system, by slug."""

    def __init__(self, **options: Any) -> None:
        super().__init__(SourceSystem, **options)
        self.what = "system"


class FunctionRef(SlugRef):
    """A function, by slug."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Function, **options)
        self.what = "function"


class DecisionTypeRef(SlugRef):
    """A decision type, by slug."""

    def __init__(self, **options: Any) -> None:
        super().__init__(DecisionType, **options)
        self.what = "decision type"


class ReferenceSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Describe how a record is named in a body."""

    target_class = "governance.api.bodies.references.Reference"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: Direction) -> dict[str, Any]:
        """Return the schema of the name."""
        if isinstance(self.target, OptionRef):
            return {"type": "string", "pattern": "^[A-Z]$"}
        if isinstance(self.target, ItemRef):
            return {"type": "string", "pattern": "^C-[0-9]{3,9}$"}
        if isinstance(self.target, SlugRef):
            return {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}
        return {"type": "integer", "minimum": 1, "maximum": LARGEST_KEY - 1}
