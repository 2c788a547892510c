"""Running the process that speaks to a chat, and ending it when it takes too long."""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from django.conf import settings

HERE = Path(__file__).resolve().parent.parent.parent
PROGRAM = "governance.notices.apprised"
# Beside the time a service has to answer: to start, and to read what apprise knows.
STARTING_SECONDS = 5
# All it gets of our environment: whom to trust, and in which language to fail.
HANDED_ON = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "LANG")


class NotTold(OSError):
    """A chat that could not be reached, or did not take a message."""


def service_of(address: str) -> tuple[str, str]:
    """Return the service an address is of, and why it cannot be used; one of them is empty."""
    answer = _asked({"address": address})
    return str(answer.get("service", "")), str(answer["why"])


def say(address: str, title: str, body: str) -> None:
    """Say something in a chat; raises NotTold with why it was not said."""
    answer = _asked({"address": address, "title": title, "body": body})
    if not answer["ok"]:
        raise NotTold(str(answer["why"]))


def _asked(job: dict[str, Any]) -> dict[str, Any]:
    policy = settings.TIEOUT
    job["to_private"] = policy.webhook_to_private
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the job goes by its input
            [sys.executable, "-m", PROGRAM],
            input=json.dumps(job).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=HERE,
            env=_environment(),
            timeout=policy.webhook_seconds + STARTING_SECONDS,
            check=False,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise NotTold(f"It took longer than {policy.webhook_seconds} seconds.") from error
    except ValueError as error:
        raise NotTold("It ended without an answer: too much was sent back.") from error
    return answer


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
    # No passwords from the home of whoever runs this, and nothing written there.
    own = {"HOME": gettempdir(), "NETRC": os.devnull, "PYTHONDONTWRITEBYTECODE": "1"}
    return {**kept, **own, "PYTHONIOENCODING": "utf-8"}
