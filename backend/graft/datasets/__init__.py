"""Pictures, examples, classes, groups and splits."""
