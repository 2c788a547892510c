"""Evidence files, handed over as attachments and never shown in place."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from rest_framework import renderers
from rest_framework.request import Request

from accounts.api.schema import Docs
from accounts.api.views import Endpoint
from governance.api.reading import EVIDENCE, readable_evidence
from governance.models import Evidence


class AnyFile(renderers.BaseRenderer):
    """Stand for whatever type a file has, so that asking for any type is answered."""

    media_type = "*/*"
    format = "file"
    charset = None

    def render(self, data: object, *_: object, **__: object) -> bytes:
        """Write a problem, which is all this ever has to write."""
        return renderers.JSONRenderer().render(data)


class EvidenceFile(Endpoint):
    """The file of one piece of evidence."""

    queryset = EVIDENCE
    pagination_class = None
    narrow = staticmethod(readable_evidence)
    docs = {
        "GET": Docs(
            id="download_evidence",
            tag="Evidence",
            summary="Download the file of a piece of evidence",
            record=OpenApiTypes.BINARY,
        )
    }

    def get(self, request: Request, id: int) -> FileResponse:  # noqa: A002 - the name in the address
        """Hand it over, or 404 where it has no file or one may not read it."""
        shown = get_object_or_404(self.get_queryset(), pk=id, kind=Evidence.Kind.FILE)
        if not shown.has_file:
            raise Http404
        return FileResponse(
            shown.file.open("rb"),
            as_attachment=True,
            filename=shown.file_name,
            content_type=shown.content_type,
            headers={
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "default-src 'none'; sandbox",
                "Cache-Control": "private, no-store",
            },
        )
