"""Graft grows a new head on a pretrained backbone."""

__version__ = "0.1.0"
