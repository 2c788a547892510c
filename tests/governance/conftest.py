"""What tests of bridges out of two lists share: a folder of their own, and lists in it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.factories.bridge_lists import Listed
    from tests.factories.governance import Company


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """Keep what a test uploads out of the way of others."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def listed(company: "Company", media: Path) -> "Listed":
    """Hand out an item under investigation with the two lists behind its figures."""
    from tests.factories.bridge_lists import Listed

    return Listed(company)
