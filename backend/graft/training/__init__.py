"""Heads, splits, evaluation, calibration."""
