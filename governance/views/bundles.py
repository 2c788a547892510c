"""The evidence bundle as a download."""

import tempfile
from contextlib import ExitStack

import structlog
from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import person_of
from accounts.views.guarded import signed_in
from governance.history.bundle import file_name, write_bundle
from governance.policies import EXPORTERS, require
from governance.views.contradictions import seen_item

log = structlog.get_logger(__name__)


@require_GET
@signed_in
def bundle(request: HttpRequest, code: str) -> FileResponse:
    """Hand over the bundle of an item; written to a file first, so that size does not matter."""
    person, at = person_of(request), timezone.now()
    item = seen_item(person, code)
    require(item, person, at, EXPORTERS, f"export the evidence of {item.code}")
    with ExitStack() as closing:
        target = closing.enter_context(tempfile.TemporaryFile())
        write_bundle(item, person, at, target)
        # Reading writes no history, so who took evidence out of the house stands in the log.
        log.info("bundle_exported", item=item.code, person=person.pk, size=target.tell())
        target.seek(0)
        closing.pop_all()  # from here the response closes it, when it is sent
    response = FileResponse(
        target,
        as_attachment=True,
        filename=file_name(item, at),
        content_type="application/zip",
    )
    response["Cache-Control"] = "private, no-store"
    return response
