"""Who is said to own what: seals, claims and questions to start from."""
