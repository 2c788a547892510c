"""Text that is kept so that a copy of the database tells nothing: locked by the secret key."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "tieout.locked"


class Unreadable(OSError):
    """Text that was locked by a key this deployment no longer has."""


def lock(text: str) -> str:
    """Return text as it may be kept."""
    return _keys().encrypt(text.encode()).decode()


def unlock(kept: str) -> str:
    """Return the text; also what an earlier key locked that is among SECRET_KEY_FALLBACKS."""
    try:
        return _keys().decrypt(kept.encode()).decode()
    except InvalidToken as error:
        raise Unreadable("The secret key has changed: enter the address again.") from error


def _keys() -> MultiFernet:
    every = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(str(one))) for one in every])


def _key(secret: str) -> bytes:
    made = salted_hmac(SALT, "", secret=secret, algorithm="sha256").digest()
    return urlsafe_b64encode(made)
