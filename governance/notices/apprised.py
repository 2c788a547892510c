"""Speaking to a chat in a process of its own: a program, run by `speaking`. No Django here.

Apprise knows a hundred services, and each of them opens its own connections to where the address
says. So it runs where it can do no harm: without our settings, files or keys, with little memory,
and with a hook of the interpreter that looks at each place before it is connected to and lets no
other program start. It reads one job as JSON and writes one answer; the address is in neither its
arguments nor its answer.
"""

import json
import logging
import sys
from contextlib import suppress
from typing import Any

from governance.notices.reach import LEADS_INSIDE, is_outside, is_plainly_inside

MOST_MEMORY = 1024 * 1024 * 1024
STARTS_A_PROGRAM = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork")
TALKS = ("socket.connect", "socket.sendto", "socket.sendmsg")
NO_ADDRESS = (
    "This is no address of a chat. Paste the webhook address that Slack or Teams gave you, "
    "or one as apprise writes it."
)
LONGEST = 300


class Refused(OSError):
    """Something this process must not do."""


class Watch:
    """What the process may do, and why it did not."""

    def __init__(self, *, to_private: bool) -> None:
        self.to_private = to_private
        self.why: list[str] = []

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        """Look at one thing before it is done."""
        if event in STARTS_A_PROGRAM:
            raise Refused(event)
        if event in TALKS and not self.to_private and not _leads_outside(args[1]):
            self.why.append(LEADS_INSIDE)
            raise Refused(LEADS_INSIDE)


def _leads_outside(place: Any) -> bool:
    """Say whether a place is outside; a path, or a name nobody looked up, is not."""
    try:
        return isinstance(place, tuple) and is_outside(str(place[0]))
    except ValueError:
        return False


class Remarks(logging.Handler):
    """The sentences in which apprise says what went wrong, without the address."""

    def __init__(self, address: str) -> None:
        super().__init__(logging.WARNING)
        self.parts = sorted(_parts(address), key=len, reverse=True)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a remark."""
        text = record.getMessage()
        for part in self.parts:
            text = text.replace(part, "…")
        self.said.append(text)


def _parts(address: str) -> set[str]:
    """Return what of an address could give it away."""
    signs = address
    for mark in "/?&=@:":
        signs = signs.replace(mark, " ")
    return {address, *(one for one in signs.split() if len(one) >= 8)}


def _limit() -> None:
    """Bound memory and written files, as far as the system lets a process bound itself."""
    import resource

    for what, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_FSIZE, 0)):
        hard = resource.getrlimit(what)[1]
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (least, least))


def found(address: str) -> Any:
    """Return the service an address is of, or None; what it wants to loosen stays as it is."""
    from apprise import Apprise, AppriseAsset
    from apprise.common import PersistentStoreMode

    asset = AppriseAsset(
        app_id="Tieout",
        app_desc="Tieout",
        async_mode=False,
        http_redirects=False,
        allow_templates=False,
        storage_mode=PersistentStoreMode.MEMORY,
    )
    service: Any = Apprise.instantiate(address, asset=asset)
    if service is not None:
        service.redirects, service.verify_certificate = False, True
    return service


def unfit(service: Any, address: str, *, to_private: bool) -> str:
    """Say why messages cannot go to an address."""
    if service is None or not service.host:
        return NO_ADDRESS
    scheme = address.split(":", 1)[0].lower()
    if scheme in _names(service.protocol) and not to_private:
        safe = _names(service.secure_protocol)
        how = f"begin the address with {safe[-1]}:// instead" if safe else "choose another service"
        return f"What is sent there could be read on the way: {how}."
    is_inside = scheme in _names(service.secure_protocol) and is_plainly_inside(service.host)
    return LEADS_INSIDE if is_inside and not to_private else ""


def _names(protocol: Any) -> list[str]:
    return [protocol] if isinstance(protocol, str) else list(protocol or ())


def work(job: dict[str, Any]) -> dict[str, Any]:
    """Look at an address, and say something there if there is something to say."""
    address, to_private = str(job["address"]), bool(job["to_private"])
    remarks, watch = Remarks(address), Watch(to_private=to_private)
    logging.getLogger("apprise").addHandler(remarks)
    logging.getLogger("apprise").propagate = False
    service = found(address)
    why = unfit(service, address, to_private=to_private)
    if why or "body" not in job:
        return {"ok": not why, "why": why, "service": str(getattr(service, "service_name", ""))}
    sys.addaudithook(watch)
    ok = bool(service.notify(title=str(job["title"]), body=str(job["body"]), body_format="text"))
    told = [*watch.why, *remarks.said] or ["It gave no reason."]
    return {"ok": ok, "why": "" if ok else told[0][:LONGEST]}


if __name__ == "__main__":
    _limit()
    answer = work(json.load(sys.stdin))
    sys.stdout.write(json.dumps(answer))
