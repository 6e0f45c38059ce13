"""Data about a city: reading, cleaning, frames, sources, reports."""
