"""Versions: the manifest, publishing, rolling back."""
