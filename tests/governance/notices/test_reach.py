"""Where messages may go: each range of addresses that is set aside is refused."""

import socket
from typing import Any

import pytest

from governance.notices.reach import (
    OutOfReach,
    ascii_name,
    is_outside,
    is_plainly_inside,
    places_of,
)

INSIDE = (
    *("127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "100.127.255.255", "0.0.0.0", "255.255.255.255"),
    *("224.0.0.1", "239.255.255.255", "240.0.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1"),
    *("198.51.100.1", "203.0.113.1", "192.88.99.1"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1"),
    *("ff0e::1", "2001:db8::1", "3fff::1", "100::1", "2001::1", "64:ff9b:1::1"),
    # An address of IPv4 inside one of IPv6 is judged by what it leads to.
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::7f00:1"),
    *("2002:7f00:1::", "2002:a00:1::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"),
)
OUTSIDE = ("8.8.8.8", "93.184.216.34", "2606:4700:4700::1111", "64:ff9b::808:808")


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_set_aside_is_inside(address: str) -> None:
    assert not is_outside(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_a_machine_on_the_internet_is_outside(address: str) -> None:
    assert is_outside(address)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "a.localhost", "127.0.0.1", "::1"])
def test_some_hosts_are_inside_without_a_look(host: str) -> None:
    assert is_plainly_inside(host)
    assert not is_plainly_inside("hooks.example.com")


def test_names_of_any_script_are_written_as_the_name_system_does() -> None:
    assert ascii_name("münchen.example") == "xn--mnchen-3ya.example"
    assert ascii_name("Bücher.example") == "xn--bcher-kva.example"
    assert ascii_name("hooks.example.com") == "hooks.example.com"
    with pytest.raises(OutOfReach, match="cannot be"):
        ascii_name("\u200d.example")


def answers(*addresses: str) -> Any:
    return lambda *_, **__: [
        (socket.AF_INET6 if ":" in one else socket.AF_INET, 1, 6, "", (one, 443))
        for one in addresses
    ]


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_refused(address: str, monkeypatch: Any) -> None:
    monkeypatch.setattr("governance.notices.reach.getaddrinfo", answers("8.8.8.8", address))

    with pytest.raises(OutOfReach, match="private network"):
        places_of("hooks.example.com", 443, to_private=False)
    assert len(places_of("hooks.example.com", 443, to_private=True)) == 2


def test_numbers_written_oddly_are_judged_by_where_they_lead() -> None:
    for host in ("2130706433", "0x7f.1", "127.1", "0177.0.0.1"):
        with pytest.raises(OutOfReach):
            places_of(host, 443, to_private=False)


def test_a_name_nobody_knows_is_out_of_reach() -> None:
    with pytest.raises(OutOfReach, match="not known"):
        places_of("nowhere.invalid", 443, to_private=False)
