"""If-Match: a change names the version it was made against."""

import re

from rest_framework.request import Request

from governance.api.errors import Problem, etag
from governance.models import Contradiction
from governance.refusals import Stale

TAG = re.compile(r'(W/)?"([^"]*)"')


def require_version(request: Request, item: Contradiction) -> int:
    """Return the version a change is made against; 428 without one, 412 when it is not current.

    The action compares again under the lock.
    """
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        raise Problem(
            428,
            "precondition_required",
            f"Send If-Match with the ETag of {item.code} as you read it.",
            item=item,
        )
    strong = {text for weak, text in TAG.findall(given) if not weak}
    if etag(item).strip('"') not in strong:
        raise Stale(item)
    return item.version
