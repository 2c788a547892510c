"""Another system that is told: keeps what it is sent, and answers as it is told."""

from http.server import BaseHTTPRequestHandler
from typing import Any


class Receiver:
    """What was sent, as headers and body, and the statuses of the next answers."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.paths: list[str] = []
        self.answers: list[int] = []
        self.says = b"thank you"

    def handler(self) -> type[BaseHTTPRequestHandler]:
        """Return what answers a request."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                receiver.paths.append(self.path)
                self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
                self.end_headers()
                self.wfile.write(receiver.says)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler
