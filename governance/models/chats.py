"""The chats of functions: where a team is told of what concerns it."""

from django.db import models
from django.db.models import Q

from accounts.history import History
from accounts.models import Function


class ChatQuerySet(models.QuerySet["Chat"]):
    """Chats, narrowed in words."""

    def listening(self) -> "ChatQuerySet":
        """Return those that are told now."""
        return self.filter(is_active=True)


class Chat(models.Model):
    """A channel of Slack, Teams or another service that is told what concerns a function.

    Whoever knows its address can write there, so that is kept apart, and shows here as its end.
    """

    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="chats")
    name = models.CharField(max_length=80, help_text="What people call it, such as #revenue.")
    service = models.CharField(max_length=80)
    ending = models.CharField(max_length=4, blank=True, help_text="The last signs of its address.")
    generation = models.PositiveIntegerField(default=1, help_text="Counts its addresses.")
    events = models.JSONField(default=list, blank=True, help_text="Which; none means the usual.")
    is_active = models.BooleanField(default=True)
    history = History()

    objects = ChatQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(is_active=True), name="chat_one_of_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"chat:{self.pk}"

    @property
    def address_hint(self) -> str:
        """What may be shown of its address."""
        return f"{self.service}, ends in {self.ending}" if self.ending else self.service


class ChatAddress(models.Model):
    """The one address of a chat, readable to this deployment alone; gone when the chat ends.

    In no chain and without history: what is replaced or ended must be nowhere any more.
    """

    chat = models.OneToOneField(Chat, on_delete=models.PROTECT, related_name="address")
    sealed = models.TextField()

    def __str__(self) -> str:
        return f"Address of {self.chat}"
