"""What people say of an item; nothing moves by it."""

from datetime import datetime

from accounts.models import User
from governance.actions.moving import add, needs, tell
from governance.models import Comment, Contradiction
from governance.policies import may_see


def comment(*, item: Contradiction, body: str, actor: User, at: datetime) -> Comment:
    """Say something about an item. `@Head of Sales` tells somebody by name."""
    with add(
        "comment", item, actor=actor, at=at, who=("party",), what="comment on", reason=""
    ) as motion:
        needs(body, "body", "Write the comment.")
        said = motion.act.record(Comment(contradiction=motion.item, body=body, by=actor, at=at))
        tell(motion, *_listeners(motion.item), mention=_mentioned(motion.item, body))
    return said


def _listeners(item: Contradiction) -> list[User | None]:
    """Return who follows what is said of an item: its owner, its decider and who said something."""
    before = User.objects.filter(pk__in=item.comments.values("by"))
    return [item.owner, item.decider, *before]


def _mentioned(item: Contradiction, body: str) -> list[User]:
    """Return the people whose name stands after an @, and who may read the item."""
    words = body.casefold()
    if "@" not in words:
        return []
    named = [one for one in User.objects.active() if f"@{one.name.casefold()}" in words]
    return [one for one in named if may_see(item, one)]
