"""Reading bodies strictly: what no record can hold is refused before it is looked at."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser, MultiPartParser

MOST_EXPONENT = 40


class StrictJSON(JSONParser):
    """Parse JSON as UTF-8, with exact decimals, no NaN, no NUL and no half characters."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the data, or refuse with a sentence."""
        request = (parser_context or {})["request"]
        try:
            # `body` refuses what is larger than DATA_UPLOAD_MAX_MEMORY_SIZE.
            data = json.loads(
                request._request.body.decode("utf-8"),  # noqa: SLF001 - DRF offers no other way
                parse_float=_exact,
                parse_constant=_refuse_constant,
            )
        except (ValueError, RecursionError) as error:
            raise ParseError("The body is not JSON in UTF-8, or is nested too deeply.") from error
        if any(not _can_be_kept(text) for text in _texts(data)):
            raise ParseError("The body holds a NUL or half a character, which no record can keep.")
        return data


class StrictMultiPart(MultiPartParser):
    """Files and fields; fields are checked one by one by their serializers."""


def _exact(text: str) -> Decimal:
    """Read a number without rounding it, unless it is too large to be one of ours."""
    number = Decimal(text)
    if abs(number.adjusted()) > MOST_EXPONENT:
        raise ValueError(text)
    return number


def _refuse_constant(text: str) -> None:
    raise ValueError(text)


def _can_be_kept(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def _texts(data: Any) -> Iterator[str]:
    """Yield every text of parsed JSON, keys too."""
    waiting = [data]
    while waiting:
        found = waiting.pop()
        if isinstance(found, str):
            yield found
        elif isinstance(found, list):
            waiting += found
        elif isinstance(found, dict):
            waiting += [*found, *found.values()]
