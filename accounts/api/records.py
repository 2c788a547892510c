"""What the API says of people and functions."""

from typing import Any, TypeVar

from django.db.models import Model
from rest_framework import serializers

from accounts.models import AccessToken, Function, User

Row = TypeVar("Row", bound=Model)


class Record(serializers.ModelSerializer[Row]):
    """What is said of a row; a choice that may be empty is described so."""

    def get_fields(self) -> dict[str, Any]:
        """Return the fields, read-only choices with their empty one."""
        fields: dict[str, Any] = super().get_fields()
        model: Any = self.Meta.model
        columns = {column.name: column for column in model._meta.concrete_fields}
        for name, field in fields.items():
            if isinstance(field, serializers.ChoiceField) and name in columns:
                field.allow_blank = columns[name].blank and not columns[name].null
        return fields


class PersonBrief(serializers.Serializer[User]):
    """A person where another record names one."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class FunctionBrief(serializers.Serializer[Function]):
    """A function where another record names one."""

    slug = serializers.CharField()
    name = serializers.CharField()


class PersonRecord(Record[User]):
    """A person who can sign in; addresses stay private."""

    function = FunctionBrief(allow_null=True)

    class Meta:
        model = User
        fields = ["id", "name", "function", "role"]
        read_only_fields = fields


class FunctionRecord(Record[Function]):
    """A part of the company, and who heads it."""

    head = PersonBrief(allow_null=True)

    class Meta:
        model = Function
        fields = ["id", "slug", "name", "letter", "head"]
        read_only_fields = fields


class TokenRecord(Record[AccessToken]):
    """A personal token, known by its first characters."""

    prefix = serializers.CharField(source="token_key")

    class Meta:
        model = AccessToken
        fields = ["prefix", "name", "created", "expiry"]
        read_only_fields = fields


class NewToken(TokenRecord):
    """A token just made: `token` is shown this once and kept nowhere."""

    token = serializers.CharField()

    class Meta(TokenRecord.Meta):
        fields = [*TokenRecord.Meta.fields, "token"]


class TokenWanted(serializers.Serializer[object]):
    """What a new token is for, and how long it lives."""

    name = serializers.CharField(max_length=60)
    days = serializers.IntegerField(min_value=1, max_value=365)
