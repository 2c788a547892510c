"""One pass over a file's bytes: its hash, its encoding, and what no reader should be handed."""

import codecs
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from metrics.bridge.problems import BridgeError

CHUNK = 1024 * 1024
PARQUET = b"PAR1"
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What people pick by mistake, by the bytes it begins with. None of it is opened.
OTHER_FORMATS = {
    b"PK\x03\x04": "a workbook or another zip archive",
    b"PK\x05\x06": "an empty zip archive",
    b"\xd0\xcf\x11\xe0": "an old workbook",
    b"\x1f\x8b": "packed by gzip",
    b"\x28\xb5\x2f\xfd": "packed by zstd",
    b"%PDF": "a PDF",
    b"SQLite format 3": "an SQLite database",
}
ENCODINGS = ("utf-8", "utf-16", "cp1252")


@dataclass(frozen=True)
class Survey:
    """What the bytes of a file say: size in bytes, SHA-256, and how its text is written."""

    size: int
    sha256: str
    encoding: str
    is_parquet: bool
    has_mixed_line_ends: bool = False


def survey(path: Path, encoding: str | None, check: Callable[[], None]) -> Survey:
    """Read a file once; refuse one that is no text and no Parquet, or mixes encodings.

    `check` is called with every megabyte, and may stop the reading by raising.
    """
    if encoding is not None and encoding not in ENCODINGS:
        choices = ", ".join(ENCODINGS)
        raise BridgeError(f"{path.name}: {encoding} is no encoding we read. Use one of {choices}.")
    begin = _beginning(path)
    for mark, name in OTHER_FORMATS.items():
        if begin.startswith(mark):
            fix = "Save the list itself as CSV UTF-8, Parquet or JSON lines"
            raise BridgeError(f"{path.name} is {name}, which we do not open. {fix}.")
    if begin.startswith(PARQUET):
        digest = hashlib.sha256()
        size = sum(_digested(digest, chunk, check) for chunk in _chunks(path))
        return Survey(size, digest.hexdigest(), "", is_parquet=True)
    if begin.startswith(UTF16_MARKS):
        encoding = encoding or "utf-16"
    return _survey_text(path, encoding, check)


def _survey_text(path: Path, encoding: str | None, check: Callable[[], None]) -> Survey:
    digest = hashlib.sha256()
    utf8 = codecs.getincrementaldecoder("utf-8")()
    size, feeds, returns, is_utf8 = 0, 0, 0, encoding in (None, "utf-8")
    for chunk in _chunks(path):
        size += _digested(digest, chunk, check)
        if encoding != "utf-16" and b"\0" in chunk:
            _refuse_nul(path)
        feeds += chunk.count(b"\n")
        returns += chunk.count(b"\r")
        if is_utf8 and not (chunk.isascii() and not utf8.getstate()[0]):
            is_utf8 = _decodes(utf8, chunk)
    is_utf8 = is_utf8 and _decodes(utf8, b"", final=True)
    used = "utf-8" if is_utf8 else encoding or "cp1252"
    if used == "utf-8" and not is_utf8:
        raise BridgeError(f"{path.name} is not UTF-8 throughout. Save it again as CSV UTF-8.")
    if used == "cp1252" and encoding is None:
        _refuse_two_encodings(path)
    return Survey(
        size, digest.hexdigest(), used, is_parquet=False, has_mixed_line_ends=0 < returns < feeds
    )


def _refuse_two_encodings(path: Path) -> None:
    """Tell a file in Windows-1252 from one that was glued together from two."""
    utf8 = other = None
    for number, line in enumerate(_lines(path), start=1):
        if line.isascii():
            continue
        if _decodes(codecs.getincrementaldecoder("utf-8")(), line, final=True):
            utf8 = utf8 or number
        else:
            other = other or number
            try:
                line.decode("cp1252")
            except UnicodeDecodeError as error:
                wrong = f"Line {number} is neither UTF-8 nor Windows-1252"
                fix = "Save the file again as CSV UTF-8"
                raise BridgeError(f"{path.name}: {wrong}. {fix}.") from error
        if utf8 and other:
            raise BridgeError(
                f"{path.name} holds two encodings: line {utf8} is UTF-8, line {other} is not. "
                "Save both parts as CSV UTF-8 before joining them, or name the encoding to use."
            )


def _refuse_nul(path: Path) -> None:
    number = next(n for n, line in enumerate(_lines(path), start=1) if b"\0" in line)
    raise BridgeError(
        f"{path.name}: line {number} holds a NUL byte, as other formats and UTF-16 without its "
        "mark do. Save the list again as CSV UTF-8."
    )


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.readline(CHUNK), b"")


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _digested(digest: "hashlib._Hash", chunk: bytes, check: Callable[[], None]) -> int:
    check()
    digest.update(chunk)
    return len(chunk)


def _beginning(path: Path) -> bytes:
    return next(_chunks(path), b"")[:16]


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            yield from iter(lambda: file.read(CHUNK), b"")
    except OSError as error:
        raise BridgeError(f"{path} cannot be read: {error.strerror}.") from error
