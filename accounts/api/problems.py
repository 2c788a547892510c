"""The one shape of every error, as the schema describes it."""

from rest_framework import serializers


class ProblemDetail(serializers.Serializer[object]):
    """One thing that is wrong."""

    code = serializers.CharField(help_text="A word for programs, such as illegal_move.")
    detail = serializers.CharField(help_text="A sentence that says what to do instead.")
    attr = serializers.CharField(
        allow_null=True, help_text="The field it is about, such as uses.0.from_on."
    )


class Problem(serializers.Serializer[object]):
    """Why a request was not carried out; nothing was changed."""

    type = serializers.ChoiceField(["validation_error", "client_error", "server_error"])
    errors = ProblemDetail(many=True)  # type: ignore[assignment]  # a field, not the property
    item = serializers.CharField(
        required=False, help_text="The item it is about, such as the one that is open already."
    )


SENTENCES = {
    400: "What was sent cannot be read, or a field is not right; `attr` names it.",
    401: "No token and no session, or one that ended.",
    403: "You may see it, but somebody else may do this; the sentence says who.",
    404: "There is no such thing, or you may not see it.",
    406: "This endpoint answers in JSON.",
    409: "Not from the state it is in, conditions still unmet, or open already.",
    412: "It changed since you read it; `ETag` says which version stands now.",
    413: "The body is larger than is accepted.",
    415: "Send JSON, or a form with files where the endpoint takes one.",
    422: "The Idempotency-Key was used before with another body.",
    428: "Send If-Match with the ETag you read.",
    429: "Too many requests; `Retry-After` says when to go on.",
}
READING = (400, 401, 403, 404, 406, 429)
WRITING = (400, 401, 403, 404, 406, 409, 413, 415, 422, 429)
MOVING = (*WRITING, 412, 428)
