"""Journeys of real people through a real browser."""
