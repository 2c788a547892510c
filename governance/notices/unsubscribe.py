"""The link that stops a digest: signed, for one person, good for nothing else."""

from django.core import signing
from django.urls import reverse

from accounts.models import User

SALT = "tieout.digest"


def unsubscribe_path(person: User) -> str:
    """Return the path of the page that stops a person's digest."""
    return reverse("unsubscribe", args=[signing.dumps(person.pk, salt=SALT)])


def person_of(token: str) -> User | None:
    """Return whose digest a link stops; None for a link that was changed."""
    try:
        return User.objects.active().filter(pk=signing.loads(token, salt=SALT)).first()
    except signing.BadSignature:
        return None
