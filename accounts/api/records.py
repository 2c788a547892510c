"""What the API says of people and functions."""

from rest_framework import serializers

from accounts.models import AccessToken, Function, User


class PersonBrief(serializers.Serializer[User]):
    """A person where another record names one."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class FunctionBrief(serializers.Serializer[Function]):
    """A function where another record names one."""

    slug = serializers.CharField()
    name = serializers.CharField()


class PersonRecord(serializers.ModelSerializer[User]):
    """A person who can sign in; addresses stay private."""

    function = FunctionBrief(allow_null=True)

    class Meta:
        model = User
        fields = ["id", "name", "function", "role"]
        read_only_fields = fields


class FunctionRecord(serializers.ModelSerializer[Function]):
    """A part of the company, and who heads it."""

    head = PersonBrief(allow_null=True)

    class Meta:
        model = Function
        fields = ["id", "slug", "name", "letter", "head"]
        read_only_fields = fields


class TokenRecord(serializers.ModelSerializer[AccessToken]):
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
