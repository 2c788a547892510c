"""One exchange by HTTP with a system that may be slow, talkative or hostile. No Django here.

Made of the standard library alone: no proxy, cookie, redirect or password file comes between, and
nothing writes the address into a log. All of it ends after a number of seconds, however the bytes
trickle in, and no more than the beginning of the answer is read.
"""

import socket
import ssl
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from governance.notices.reach import OutOfReach, Place, ascii_name, places_of

LONGEST_ANSWER = 300
PORTS = {"https": 443, "http": 80}
# What an address may hold as it stands; anything else is written as %XX.
AS_IT_STANDS = "/%:@!$&'()*+,;=~?"


class NoAnswer(OSError):
    """An exchange that came to no answer, with why in a sentence."""


class _Line(socket.socket):
    """A connection on which no wait outlasts the whole exchange."""

    ends = 0.0

    def recv_into(self, *args: Any, **options: Any) -> int:
        """Wait for bytes, for as long as is left."""
        self.settimeout(_left(self.ends))
        return super().recv_into(*args, **options)


class _SafeLine(ssl.SSLSocket):
    """The same, inside TLS."""

    ends = 0.0

    def recv_into(self, *args: Any, **options: Any) -> int:
        """Wait for bytes, for as long as is left."""
        self.settimeout(_left(self.ends))
        return super().recv_into(*args, **options)


def _left(ends: float) -> float:
    return max(ends - monotonic(), 0.001)


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, seconds: float, to_private: bool = False
) -> tuple[int, str]:
    """Send a body and return the status and the beginning of the answer.

    Raises NoAnswer or OutOfReach. A redirect is an answer like any other.
    """
    parts = urlsplit(url)
    try:
        with _connected(parts, monotonic() + seconds, to_private=to_private) as line:
            return _exchanged(line, parts, body, headers)
    except OutOfReach:
        raise
    except TimeoutError as error:
        raise NoAnswer(f"There was no answer within {seconds:g} seconds.") from error
    except ssl.SSLCertVerificationError as error:
        raise NoAnswer(f"Its certificate does not hold: {error.verify_message}.") from error
    except (OSError, HTTPException) as error:
        raise NoAnswer(f"The connection failed ({type(error).__name__}).") from error


def _connected(parts: SplitResult, ends: float, *, to_private: bool) -> _Line | _SafeLine:
    """Connect to a place that was judged; the certificate is held against the name all the same."""
    name = ascii_name(parts.hostname or "")
    port = parts.port or PORTS.get(parts.scheme, 443)
    line = _first_open(places_of(name, port, to_private=to_private), ends)
    if parts.scheme != "https":
        return line
    context = ssl.create_default_context()
    context.sslsocket_class = _SafeLine
    line.settimeout(_left(ends))
    safe = context.wrap_socket(line, server_hostname=name)
    assert isinstance(safe, _SafeLine)
    safe.ends = ends
    return safe


def _first_open(places: list[Place], ends: float) -> _Line:
    met: OSError = OutOfReach("The name in the address is not known.")
    for family, kind, protocol, place in places:
        line = _Line(family, kind, protocol)
        line.ends = ends
        try:
            line.settimeout(_left(ends))
            line.connect(place)
        except OSError as error:
            line.close()
            met = error
        else:
            return line
    raise met


def _exchanged(
    line: _Line | _SafeLine, parts: SplitResult, body: bytes, headers: Mapping[str, str]
) -> tuple[int, str]:
    name = ascii_name(parts.hostname or "")
    talk = HTTPConnection(name)
    talk.sock = line
    own = {"Host": _host(name, parts.port), "Connection": "close", "Accept-Encoding": "identity"}
    talk.request("POST", _target(parts), body, {**own, **headers})
    answer = talk.getresponse()
    return answer.status, _beginning(answer.read1)


def _beginning(read: Callable[[int], bytes]) -> str:
    """Read what has come; the status is known, so an answer that breaks off is no failure."""
    try:
        text = read(LONGEST_ANSWER).decode(errors="replace")
    except (OSError, HTTPException):
        return ""
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()


def _host(name: str, port: int | None) -> str:
    shown = f"[{name}]" if ":" in name else name
    return shown if port is None else f"{shown}:{port}"


def _target(parts: SplitResult) -> str:
    path = parts.path or "/"
    return quote(f"{path}?{parts.query}" if parts.query else path, safe=AS_IT_STANDS)
