"""The HTTP interface: one file a noun, schemas beside, no logic."""
