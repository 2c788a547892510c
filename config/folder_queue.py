"""The queue made of files, with messages that appear whole.

Kombu's own lists a message before it has written it; a worker that looks at that moment reads
nothing and stops for good.
"""

from pathlib import Path
from time import monotonic_ns
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Write each message under a name that no reader looks for, then give it its own."""

    # Kombu's own two base classes name the second argument differently.
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Put a message on a queue; its name sorts by when it was put there."""
        folder, name = Path(self.data_folder_out), f"{monotonic_ns()}_{uuid4()}"
        draft = folder / f"{name}.draft"
        draft.write_text(dumps(payload), encoding="utf-8")
        draft.rename(folder / f"{name}.{queue}.msg")


class Transport(filesystem.Transport):
    """Kombu's transport with the channel above."""

    Channel = Channel
