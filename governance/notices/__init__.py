"""Telling people: which events, to whom, when, and by which way."""
