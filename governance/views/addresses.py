"""Addresses of the same page with one thing changed."""

from django.http import HttpRequest, QueryDict


class Address:
    """A page's path and query, to be varied; the page number is dropped with every change."""

    def __init__(self, request: HttpRequest) -> None:
        self.path = request.path
        self.query = QueryDict(mutable=True)
        for name, values in request.GET.lists():
            if given := [value for value in values if value.strip()]:
                self.query.setlist(name, given)
        self.has_blanks = len(self.query) < len(request.GET)

    @property
    def text(self) -> str:
        """The query without empty parameters."""
        return self.query.urlencode()

    @property
    def url(self) -> str:
        """Path and query as they are."""
        return f"{self.path}?{self.text}" if self.text else self.path

    def to(self, **values: str) -> str:
        """Return the address with parameters set, or taken out where the value is empty."""
        varied = self.query.copy()
        varied.pop("page", None)
        for name, value in values.items():
            varied.pop(name, None)
            if value:
                varied[name] = value
        query = varied.urlencode()
        return f"{self.path}?{query}" if query else self.path

    def rest(self) -> str:
        """Return the query without the page number, ready to be continued."""
        query = self.to().partition("?")[2]
        return f"{query}&" if query else ""
