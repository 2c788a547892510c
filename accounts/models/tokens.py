"""Personal tokens: how a script acts for the person who made it."""

from typing import ClassVar

from django.db import models
from knox.models import AbstractAuthToken, AuthTokenManager


class AccessToken(AbstractAuthToken):
    """A person's token for the API: kept as a hash, named, and gone on a date."""

    name = models.CharField(max_length=60, help_text="What it is for, such as nightly export.")

    objects: ClassVar[models.Manager["AccessToken"]] = AuthTokenManager()

    class Meta:
        ordering = ("-created",)

    def __str__(self) -> str:
        return f"{self.name} ({self.token_key}…)"
