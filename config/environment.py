class CannotStart(Exception):
    """Why nothing can start, in a sentence that says what to do."""
