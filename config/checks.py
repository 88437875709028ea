"""Placeholder for start-up checks."""
