"""What the API says of each governed record."""
