"""The HTTP interface: one file a noun, its shapes in ``schemas`` under the same noun, no logic."""
