"""The time zones a person or a calendar may be in."""

from functools import cache
from zoneinfo import available_timezones

# Zones kept for old files only; nobody lives in them.
OBSOLETE = ("Etc/", "SystemV/", "US/", "posix/", "right/")


@cache
def zones() -> frozenset[str]:
    """Return the name of every zone; reading them walks a folder, so it is done once."""
    return frozenset(available_timezones())


@cache
def zone_choices() -> tuple[str, ...]:
    """Return the zones to offer: cities by continent, and UTC."""
    cities = {zone for zone in zones() if "/" in zone and not zone.startswith(OBSOLETE)}
    return ("UTC", *sorted(cities))
