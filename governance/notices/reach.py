"""Where messages to other systems may go: to machines on the open internet. No Django here.

An administrator types the address, and the name in it may come to lead elsewhere at any time. So
a name is looked up once, every address it leads to is judged, and one of these is connected to.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from socket import SOCK_STREAM, AddressFamily, SocketKind, gaierror, getaddrinfo
from typing import Any

import idna

IP = IPv4Address | IPv6Address
# What stands for an IPv4 address where the network knows IPv6 alone (RFC 6052).
NAT64 = IPv6Network("64:ff9b::/96")
# Set aside for no machine on the internet, and not in every Python's list of these: the protocols
# of 192.0.0.0, the relays of 6to4, examples, and what were the site-local addresses.
ASIDE = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20", "fec0::/10")))
LEADS_INSIDE = "The address leads into a private network, where messages do not go."
Place = tuple[AddressFamily, SocketKind, int, Any]


class OutOfReach(OSError):
    """An address that leads nowhere, or where messages must not go."""


def is_outside(address: str) -> bool:
    """Say whether an IP address is that of one machine on the open internet.

    Raises ValueError where it is no IP address.
    """
    found = _meant(ip_address(address))
    aside = found.is_multicast or found.is_reserved or any(found in one for one in ASIDE)
    return found.is_global and not aside


def _meant(found: IP) -> IP:
    """Return the IPv4 address that an IPv6 address carries, where it leads to that."""
    if isinstance(found, IPv4Address):
        return found
    if found in NAT64:
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or found


def is_plainly_inside(host: str) -> bool:
    """Say whether a host is inside the network as it stands, without looking its name up."""
    if host.lower().rstrip(".").endswith("localhost"):
        return True
    try:
        return not is_outside(host)
    except ValueError:
        return False


def ascii_name(host: str) -> str:
    """Return a host name as the name system writes it: münchen.example is xn--mnchen-3ya.example.

    Raises OutOfReach for what cannot be a name.
    """
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError as error:
        raise OutOfReach("The address holds a name that cannot be.") from error


def places_of(host: str, port: int, *, to_private: bool) -> list[Place]:
    """Look a name up once and return what to connect to; one place inside refuses them all."""
    try:
        found = getaddrinfo(ascii_name(host), port, type=SOCK_STREAM)
    except (gaierror, UnicodeError) as error:
        raise OutOfReach("The name in the address is not known.") from error
    if not to_private and not all(is_outside(str(one[4][0])) for one in found):
        raise OutOfReach(LEADS_INSIDE)
    return [(family, kind, protocol, place) for family, kind, protocol, _, place in found]
