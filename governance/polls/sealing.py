"""Seals of answers: they fix what was said, and tell nothing until the secret is out."""

import hashlib
import secrets

SECRET_BYTES = 32


def new_secret() -> str:
    """Return what makes the seal of a one-of-few answer impossible to guess."""
    return secrets.token_hex(SECRET_BYTES)


def seal_of(
    secret: str, choice: str, *, person: int | None, function: int | None, sentence: str
) -> str:
    """Return the SHA-256 over a secret and an answer, each part on a line of its own."""
    words = hashlib.sha256(sentence.encode()).hexdigest()
    parts = (secret, choice, str(person or ""), str(function or ""), words)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
