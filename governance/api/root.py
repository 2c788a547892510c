"""The door of the API: where things are, the schema, its page, and what is nowhere."""

from typing import Any

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.schema import Docs
from accounts.api.views import Endpoint
from governance.models import Contradiction


class Root(Endpoint):
    """Where things are."""

    queryset = Contradiction.objects.none()
    pagination_class = None
    filter_backends = ()
    places: tuple[str, ...] = ()
    docs = {
        "GET": Docs(
            id="read_root",
            tag="Start",
            summary="Find your way",
            record={"type": "object", "additionalProperties": {"type": "string", "format": "uri"}},
        )
    }

    def get(self, request: Request) -> Response:
        """Return the address of every list."""
        return Response(
            {name: request.build_absolute_uri(reverse(f"api:{name}")) for name in self.places}
        )


class Nowhere(Endpoint):
    """Any address that leads nowhere, in the shape of every other error."""

    queryset = Contradiction.objects.none()
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse, whatever the method."""
        super().initial(request, *args, **kwargs)
        if not request.path.endswith("/"):
            raise NotFound("There is nothing here; every address of the API ends with a slash.")
        raise NotFound("There is nothing here. The addresses are listed at /api/v1/.")


class Schema(SpectacularAPIView):
    """The whole API in OpenAPI 3.1."""

    docs = {
        "GET": Docs(
            id="read_schema",
            tag="Start",
            summary="Read this description",
            record=OpenApiTypes.OBJECT,
        )
    }


class Browse(SpectacularSwaggerSplitView):
    """The API as a page to read and to try, from our own server alone."""

    template_name = "api/browse.html"
    url_name = "api:schema"
    title = "Tieout API"
