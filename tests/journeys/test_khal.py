"""Invitations in a calendar program: Debian's khal, which .ci/run installs."""

import os
import subprocess
from pathlib import Path

import pytest
from icalendar import Calendar

from governance.actions.reviews import cancel_review, move_review
from governance.reviews.invitation import invitation, reading_time
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.factories.reviews import days_later, opened

CONFIG = """
[calendars]
[[mine]]
path = {folder}/kept
[locale]
local_timezone = Asia/Jakarta
default_timezone = Asia/Jakarta
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""


class Khal:
    """A calendar of somebody in Jakarta."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "kept").mkdir()
        (folder / "khal.conf").write_text(CONFIG.format(folder=folder))

    def told(self, *said: str) -> str:
        command = ["/usr/bin/khal", "-c", str(self.folder / "khal.conf"), *said]
        home = {**os.environ, "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}
        done = subprocess.run(command, env=home, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def take_in(self, written: Calendar) -> None:
        file = self.folder / "sent.ics"
        file.write_bytes(written.to_ical())
        self.told("import", "--batch", "-a", "mine", str(file))

    def shown(self) -> str:
        form = "{start} {end-time} {title} {location} {alarm-symbol}{status}"
        return self.told("list", "--format", form, "2026-10-12", "10d")


@pytest.mark.django_db
def test_a_meeting_is_shown_once_at_the_readers_hour_moved_and_called_off(
    company: Company, tmp_path: Path
) -> None:
    review, person, khal = opened(company), company.decider, Khal(tmp_path)
    khal.take_in(invitation(review, person, clock.moment))
    khal.take_in(reading_time(review, person, clock.moment))

    shown = khal.shown()
    assert "2026-10-14 15:00 15:45 Data council: review of FY26-Q3 Room 4" in shown
    assert "2026-10-13 15:00 15:15 Read for Data council, FY26-Q3" in shown

    told = {"review": review, "actor": company.steward}
    moved = move_review(starts_at=days_later(review, 2), reason="Travel", at=clock.tick(), **told)
    khal.take_in(invitation(moved, person, clock.moment))
    assert khal.shown().count("review of FY26-Q3") == 1
    assert "2026-10-16 15:00 15:45" in khal.shown()

    off = cancel_review(reason="Snow", at=clock.tick(), **told)
    khal.take_in(invitation(off, person, clock.moment))
    assert khal.shown().count("review of FY26-Q3") == khal.shown().count("CANCELLED") == 1
