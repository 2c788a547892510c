"""Legal records for tests, made by the actions the product uses."""
