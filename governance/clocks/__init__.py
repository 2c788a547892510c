"""The working clock and the customer clock, now and at an earlier moment."""
