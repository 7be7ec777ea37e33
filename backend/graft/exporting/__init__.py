"""What a version becomes as files, and the proof that it says the same."""
