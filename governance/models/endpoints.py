"""Other systems that are told: where to, of what, and signed by which secret."""

from base64 import b64encode

from django.db import models
from django.utils.crypto import salted_hmac

from accounts.history import History


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    """Endpoints, narrowed in words."""

    def listening(self) -> "EndpointQuerySet":
        """Return those that are told now."""
        return self.filter(is_active=True)


class Endpoint(models.Model):
    """An address of another system that gets a signed message for each event."""

    name = models.CharField(max_length=80, unique=True)
    url = models.URLField("address", max_length=500)
    events = models.JSONField(default=list, blank=True, help_text="Which events; none means all.")
    is_active = models.BooleanField(default=True)
    generation = models.PositiveIntegerField(default=1, help_text="Counts its secrets.")
    history = History()

    objects = EndpointQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"endpoint:{self.pk}"

    @property
    def secret(self) -> str:
        """What its messages are signed with: worked out from the secret key, kept nowhere."""
        made = salted_hmac("tieout.endpoint", f"{self.pk}:{self.generation}", algorithm="sha256")
        return f"whsec_{b64encode(made.digest()).decode()}"

    def wants(self, event: str) -> bool:
        """Say whether it asked for an event."""
        return not self.events or event in self.events
