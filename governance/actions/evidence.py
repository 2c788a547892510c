"""Showing something for a position: a file kept outside the web root, a link, or a note."""

import hashlib
from datetime import date, datetime
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db.models import Max, Q

from accounts.models import User
from governance.actions.moving import Motion, add
from governance.models import Contradiction, Evidence, Position

WHO = ("party", "raiser", "steward")


def add_evidence(
    *,
    item: Contradiction,
    actor: User,
    at: datetime,
    title: str,
    file: File[bytes] | None = None,
    url: str = "",
    text: str = "",
    position: Position | None = None,
    grade: str = "measured",
    as_of: date | None = None,
    is_restricted: bool = False,
) -> Evidence:
    """Add a file, a link or a note; `position` None supports all sides."""
    with add(
        "add_evidence", item, actor=actor, at=at, who=WHO, what="add evidence to", reason=title
    ) as motion:
        if position and position.contradiction_id != motion.item.pk:
            raise ValidationError({"position": "Choose a side of this item."})
        evidence = exhibit(motion, title=title, file=file, url=url, text=text)
        evidence.position, evidence.grade = position, grade
        evidence.as_of = as_of or at.date()
        evidence.is_restricted = is_restricted
        _note_age(motion, evidence.as_of)
        return motion.act.record(evidence)


def _note_age(motion: Motion, as_of: date) -> None:
    """Let lists know how old the newest evidence is; neither version nor history moves."""
    older = Q(shown_on__isnull=True) | Q(shown_on__lt=as_of)
    Contradiction.objects.filter(older, pk=motion.item.pk).update(shown_on=as_of)


def exhibit(
    motion: Motion, *, title: str, file: File[bytes] | None = None, url: str = "", text: str = ""
) -> Evidence:
    """Return the next unsaved piece of evidence of an item; exactly one form must be given."""
    if sum(map(bool, (file, url, text))) != 1:
        raise ValidationError("Give one of the three: a file, a link or a note.")
    item, act = motion.item, motion.act
    last = item.evidence.aggregate(last=Max("number"))["last"] or 0
    evidence = Evidence(
        contradiction=item,
        number=last + 1,
        title=title,
        kind=Evidence.Kind.LINK if url else Evidence.Kind.NOTE,
        url=url,
        text=text,
        as_of=act.at.date(),
        by=act.actor,
        at=act.at,
    )
    if file:
        _attach(evidence, file)
    return evidence


def _attach(evidence: Evidence, file: File[bytes]) -> None:
    """Take a file of an accepted type and size, by its hash; its own name is only shown."""
    name = PurePath(file.name or "file").name
    ending = PurePath(name).suffix.lower()
    types, most = settings.TIEOUT.evidence_types, settings.TIEOUT.evidence_max_bytes
    if ending not in types:
        raise ValidationError(
            {"file": f"“{ending or name}” is not accepted. Use one of: {', '.join(sorted(types))}."}
        )
    if (file.size or 0) > most:
        raise ValidationError({"file": f"The file is larger than {most // 2**20} MB."})
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    evidence.kind, evidence.sha256 = Evidence.Kind.FILE, digest.hexdigest()
    evidence.file_name, evidence.size = name[:200], file.size
    evidence.content_type = types[ending]
    evidence.file.save(f"{evidence.sha256[:16]}{ending}", file, save=False)
