"""One shape for every error, whoever raised it: DRF, Django, the database or an action."""

import re
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, RequestDataTooBig
from django.core.exceptions import ValidationError as Invalid
from django.db import DataError, IntegrityError
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import ErrorResponse
from rest_framework import exceptions
from rest_framework.exceptions import APIException, ErrorDetail
from rest_framework.settings import api_settings

from accounts.recording import OutOfOrder
from governance.models import Contradiction
from governance.refusals import AlreadyOpen, IllegalMove, NotEntitled, Refusal, Stale, Unmet

REFUSED: dict[type[Refusal], int] = {
    IllegalMove: 409,
    NotEntitled: 403,
    Stale: 412,
    Unmet: 409,
    AlreadyOpen: 409,
}
# What a constraint of the database means to whoever ran into it, often a moment too late.
RULES = {
    "contradiction_one_open_per_fingerprint": "Another item is open on the same figures.",
    "contradiction_exposure_has_currency": "State an exposure with its currency.",
    "contradiction_triaged_before_owned": "Severity, kind, layer and domain stay set here.",
    "competingclaim": "You have claimed this item already.",
    "position_says_something": "A side states a value or a claim.",
    "governance_position.supersedes": "Somebody revised this position a moment ago.",
    "position_supersedes": "Somebody revised this position a moment ago.",
    "dissent_supersedes": "The reason for this dissent is on record already.",
    "governance_dissent.supersedes": "The reason for this dissent is on record already.",
    "diagnosisstep": "Somebody answered this step a moment ago.",
    "measurement_first_reading_once": "This period was read already; correct that reading.",
}
OTHERWISE = "A rule of the register refuses this, so nothing was changed. Read it again."


class Problem(APIException):
    """A refusal on its way to an answer."""

    def __init__(
        self,
        status: int,
        code: str,
        *sentences: str,
        item: Contradiction | None = None,
    ) -> None:
        self.status_code = status
        self.detail = [ErrorDetail(sentence, code=code) for sentence in sentences]
        self.item = item


def etag(item: Contradiction) -> str:
    """Return the strong ETag of an item: its number and version."""
    return f'"{item.code}-v{item.version}"'


class ProblemHandler(ExceptionHandler):
    """Turn what actions and the database raise into problems; none of it is a server error."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        """Return the problem an exception means."""
        if isinstance(exc, Refusal):
            return _refused(exc)
        if isinstance(exc, Invalid):
            return exceptions.ValidationError(_by_field(exc))
        if isinstance(exc, IntegrityError):
            return Problem(409, "conflict", _rule_of(str(exc)))
        if isinstance(exc, OutOfOrder):
            return Problem(409, "out_of_order", str(exc))
        if isinstance(exc, DataError):
            return Problem(400, "invalid", "A value is larger than can be kept.")
        if isinstance(exc, RequestDataTooBig):
            return Problem(413, "too_large", "The body is larger than is accepted.")
        return super().convert_known_exceptions(exc)

    def get_headers(self, exc: APIException) -> dict[str, str]:
        """Name the version that stands when the one that was sent does not."""
        headers: dict[str, str] = super().get_headers(exc)
        item = getattr(exc, "item", None)
        if isinstance(item, Contradiction) and exc.status_code == 412:
            headers["ETag"] = etag(item)
        return headers


class ProblemFormatter(ExceptionFormatter):
    """Name the item a problem is about."""

    def format_error_response(self, error_response: ErrorResponse) -> Any:
        """Return the body of the answer."""
        body = super().format_error_response(error_response)
        item = getattr(self.exc, "item", None)
        return {**body, "item": item.code} if isinstance(item, Contradiction) else body


def _refused(refusal: Refusal) -> Problem:
    sentences = [str(refusal)]
    if isinstance(refusal, Unmet):
        sentences = [check.text for check in refusal.checks]
    item = getattr(refusal, "item", None)
    return Problem(REFUSED[type(refusal)], refusal.code, *sentences, item=item)


def _by_field(invalid: Invalid) -> Any:
    """Return the messages of Django's own validation under the names of their fields."""
    if not hasattr(invalid, "error_dict"):
        return [ErrorDetail(text, code=invalid_code(invalid)) for text in invalid.messages]
    names: dict[str, str] = {NON_FIELD_ERRORS: api_settings.NON_FIELD_ERRORS_KEY}
    return {
        names.get(name, name): [
            ErrorDetail(text, code=error.code or "invalid")
            for error in errors
            for text in error.messages
        ]
        for name, errors in invalid.error_dict.items()
    }


def invalid_code(invalid: Invalid) -> str:
    """Return the word for programs of a single message."""
    return getattr(invalid, "code", None) or "invalid"


def _rule_of(message: str) -> str:
    first = message.splitlines()[0] if message else ""
    known = (sentence for name, sentence in RULES.items() if re.search(re.escape(name), message))
    if "never" in first or "no such move" in first or "another person holds" in first:
        return f"{first[:1].upper()}{first[1:]}."
    return next(known, OTHERWISE)
