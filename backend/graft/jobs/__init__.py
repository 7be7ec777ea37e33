"""Long work: the queue, and the worker that takes from it."""
