"""Work promised in the transaction that causes it, and kept by a worker."""
