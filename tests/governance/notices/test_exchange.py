"""One exchange by HTTP, over real sockets, with systems that misbehave in every way."""

import datetime
import logging
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from governance.notices.exchange import LONGEST_ANSWER, NoAnswer, post
from governance.notices.reach import OutOfReach

Answer = Callable[[socket.socket, Event], None]
NAME = "hooks.example.com"


def whole(line: socket.socket) -> bytes:
    """Read a request to its end: what is left unread when a line closes breaks the answer off."""
    text = line.recv(65536)
    while text and not text.endswith(b"{}"):
        text += line.recv(65536)
    return text


@contextmanager
def system(answer: Answer, context: ssl.SSLContext | None = None) -> Iterator[tuple[int, Any]]:
    """Run a system that reads one request and then does what it is told; yield port and log."""
    asked: list[bytes] = []
    over = Event()
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            try:
                line = context.wrap_socket(line, server_side=True) if context else line
                asked.append(whole(line))
                answer(line, over)
            except OSError:
                pass
            finally:
                line.close()

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1], asked
    finally:
        over.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


def says(text: bytes) -> Answer:
    return lambda line, _: line.sendall(text)


def drips(beginning: bytes) -> Answer:
    def answer(line: socket.socket, over: Event) -> None:
        line.sendall(beginning)
        while not over.wait(0.05):
            line.sendall(b"x")

    return answer


def floods(line: socket.socket, over: Event) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")
    while not over.is_set():
        line.sendall(b"x" * 65536)


def ask(port: int, path: str = "/hook", seconds: float = 5, host: str = "127.0.0.1") -> Any:
    return post(f"http://{host}:{port}{path}", b"{}", {}, seconds=seconds, to_private=True)


@pytest.fixture
def leads_here(monkeypatch: Any) -> list[str]:
    """Let every name lead to this machine the first time, and into the network after that."""
    looked: list[str] = []

    def look(host: str, port: int, **_: Any) -> Any:
        looked.append(host)
        place = "127.0.0.1" if len(looked) == 1 else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port))]

    monkeypatch.setattr("governance.notices.reach.getaddrinfo", look)
    return looked


class TestAnswers:
    def test_status_and_the_beginning_are_returned(self) -> None:
        with system(says(b"HTTP/1.1 202 Accepted\r\n\r\n\x00thank\r\n\xffyou")) as (port, asked):
            assert ask(port, "/hook/é?a=1") == (202, "thank  \ufffdyou")
        assert asked[0].startswith(b"POST /hook/%C3%A9?a=1 HTTP/1.1\r\n")
        assert f"Host: 127.0.0.1:{port}".encode() in asked[0]

    def test_a_redirect_is_an_answer(self) -> None:
        moved = b"HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"
        with system(says(moved)) as (port, asked):
            assert ask(port)[0] == 307
        assert len(asked) == 1

    def test_no_more_than_the_beginning_of_a_flood_is_read(self) -> None:
        with system(floods) as (port, _):
            status, text = ask(port)
        assert (status, len(text)) == (200, LONGEST_ANSWER)

    def test_an_answer_that_breaks_off_still_has_its_status(self) -> None:
        with system(says(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n")) as (port, _):
            assert ask(port) == (200, "")


class TestMisbehaviour:
    @pytest.mark.parametrize(
        "beginning", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nA: ", b"HTTP/1.1 100 C\r\n"]
    )
    def test_what_trickles_in_is_cut_off(self, beginning: bytes) -> None:
        began = monotonic()
        with system(drips(beginning)) as (port, _), pytest.raises(NoAnswer, match=r"0\.4 seconds"):
            ask(port, seconds=0.4)
        assert monotonic() - began < 3

    def test_silence_is_cut_off(self) -> None:
        with (
            system(lambda _, over: over.wait(9) and None) as (port, _),
            pytest.raises(NoAnswer, match="no answer within"),
        ):
            ask(port, seconds=0.3)

    @pytest.mark.parametrize(
        "text",
        [
            b"no http at all\r\n\r\n",
            b"",
            b"HTTP/1.1 abc\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200,
            b"HTTP/1.1 200 OK\r\nA: " + b"x" * 70_000,
        ],
    )
    def test_what_is_no_answer_is_a_failure_of_the_connection(self, text: bytes) -> None:
        with system(says(text)) as (port, _), pytest.raises(NoAnswer, match="connection failed"):
            ask(port)

    def test_nobody_there_is_a_failure_of_the_connection(self) -> None:
        with pytest.raises(NoAnswer, match="ConnectionRefused"):
            ask(9)


class TestNames:
    def test_a_name_is_looked_up_once_and_that_very_place_connected_to(
        self, leads_here: list[str]
    ) -> None:
        with system(says(b"HTTP/1.1 200 OK\r\n\r\n")) as (port, asked):
            assert ask(port, host=NAME)[0] == 200
        assert leads_here == [NAME]
        assert f"Host: {NAME}:{port}".encode() in asked[0]

    def test_a_name_that_leads_inside_is_never_connected_to(self, leads_here: list[str]) -> None:
        with (
            system(says(b"HTTP/1.1 200 OK\r\n\r\n")) as (port, asked),
            pytest.raises(OutOfReach),
        ):
            post(f"http://{NAME}:{port}/", b"{}", {}, seconds=5)
        assert asked == []

    def test_names_of_any_script_go_out_as_the_name_system_writes_them(
        self, leads_here: list[str]
    ) -> None:
        with system(says(b"HTTP/1.1 200 OK\r\n\r\n")) as (port, asked):
            ask(port, host="münchen.example")
        assert leads_here == ["xn--mnchen-3ya.example"]
        assert b"Host: xn--mnchen-3ya.example:" in asked[0]

    def test_nothing_writes_the_address_into_a_log(self, caplog: Any) -> None:
        caplog.set_level(logging.DEBUG)
        with system(says(b"HTTP/1.1 500 No\r\n\r\n")) as (port, _):
            ask(port, "/hook/s3cret")
        with pytest.raises(NoAnswer) as met:
            ask(9, "/hook/s3cret")
        assert "s3cret" not in caplog.text + str(met.value)


class TestCertificates:
    """TLS is verified by the name, whatever place it leads to."""

    @pytest.fixture
    def safe(self, tmp_path: Path, monkeypatch: Any) -> ssl.SSLContext:
        """Make a system whose certificate is for NAME, and trust who signed it."""
        key, path = ec.generate_private_key(ec.SECP256R1()), tmp_path / "both.pem"
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
        now = datetime.datetime.now(datetime.UTC)
        day = datetime.timedelta(days=1)
        made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
        made = made.public_key(key.public_key()).serial_number(x509.random_serial_number())
        made = made.not_valid_before(now - day).not_valid_after(now + day)
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        signed = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        plain = serialization.NoEncryption()
        kept = serialization.PrivateFormat.PKCS8
        path.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, kept, plain)
            + signed.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        )
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def ask(self, port: int, host: str, seconds: float = 5) -> Any:
        return post(f"https://{host}:{port}/", b"{}", {}, seconds=seconds, to_private=True)

    def test_the_name_it_is_for_is_trusted(
        self, safe: ssl.SSLContext, leads_here: list[str]
    ) -> None:
        with system(says(b"HTTP/1.1 200 OK\r\n\r\nfine"), safe) as (port, asked):
            assert self.ask(port, NAME) == (200, "fine")
        assert asked[0].startswith(b"POST / ")

    def test_another_name_is_refused_before_anything_is_said(
        self, safe: ssl.SSLContext, leads_here: list[str]
    ) -> None:
        with (
            system(says(b"HTTP/1.1 200 OK\r\n\r\n"), safe) as (port, asked),
            pytest.raises(NoAnswer, match=r"certificate does not hold: Hostname mismatch"),
        ):
            self.ask(port, "other.example.com")
        assert asked == []

    def test_who_signed_it_must_be_known(
        self, safe: ssl.SSLContext, leads_here: list[str], monkeypatch: Any
    ) -> None:
        monkeypatch.delenv("SSL_CERT_FILE")
        with (
            system(says(b"HTTP/1.1 200 OK\r\n\r\n"), safe) as (port, asked),
            pytest.raises(NoAnswer, match="self-signed"),
        ):
            self.ask(port, NAME)
        assert asked == []

    def test_what_trickles_in_is_cut_off(self, safe: ssl.SSLContext, leads_here: list[str]) -> None:
        with system(drips(b"HTTP/1.1 "), safe) as (port, _), pytest.raises(NoAnswer, match=r"0\.4"):
            self.ask(port, NAME, seconds=0.4)
