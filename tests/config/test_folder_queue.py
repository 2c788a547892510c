from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection

from config.settings.embedded import CELERY_BROKER_TRANSPORT


@pytest.fixture
def channel(tmp_path: Path) -> Iterator[Any]:
    options = {
        "data_folder_in": str(tmp_path),
        "data_folder_out": str(tmp_path),
        "control_folder": str(tmp_path / "control"),
    }
    transport = CELERY_BROKER_TRANSPORT
    with Connection("filesystem://", transport=transport, transport_options=options) as connection:
        yield connection.channel()


def test_a_message_is_whole_before_a_reader_finds_it(
    channel: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, list[Path]]] = []
    rename = Path.rename

    def noted(draft: Path, target: Path) -> Path:
        seen.append((draft.read_text(), list(tmp_path.glob("*.msg"))))
        return rename(draft, target)

    monkeypatch.setattr(Path, "rename", noted)
    channel._put("celery", {"body": "drain"})

    assert seen == [('{"body": "drain"}', [])]


def test_messages_come_out_in_the_order_they_went_in(channel: Any) -> None:
    for number in range(20):
        channel._put("celery", {"number": number})
    channel._put("other", {"number": -1})

    assert [channel._get("celery")["number"] for _ in range(20)] == list(range(20))
    assert channel._size("celery") == 0
    assert channel._size("other") == 1
