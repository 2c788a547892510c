"""Pre-reads: what a review knew before it met, frozen; as a page, PDF, Markdown and CSV."""
