"""People and functions over HTTP, and what every endpoint of every app shares."""
