"""The register as lists read it: rows, views, filters, search and export."""
