"""A pre-read as a file to take along: set as a PDF, or written for those who paste."""

from django.http import HttpResponse

from governance.models import PreRead
from governance.packs.writing import as_csv, as_markdown

TYPES = {
    "pdf": "application/pdf",
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}


def taken(shown: PreRead, file: str) -> bytes | str | None:
    """Return a pre-read as pack.md, pack.csv or pack-a4.pdf; None while that is not printed."""
    if file.endswith(".md"):
        return as_markdown(shown.content, shown.sha256)
    if file.endswith(".csv"):
        return as_csv(shown.content)
    paper = file.removeprefix("pack-").removesuffix(".pdf")
    made = shown.printed.filter(paper=paper).first()
    return bytes(made.content) if made else None


def attached(shown: PreRead, file: str, content: bytes | str) -> HttpResponse:
    """Return it as a download, named after its review."""
    kind, review = shown.kind.lower().replace(" ", "-"), shown.review
    name = f"{review.body.slug}-{review.label}-{kind}{file.removeprefix('pack')}"
    response = HttpResponse(content, content_type=TYPES[file.rpartition(".")[2]])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
