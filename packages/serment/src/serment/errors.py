"""What stops a command with one sentence and exit code 2."""


class CannotStart(Exception):  # noqa: N818 -- it reads as a fact, like every refusal here
    """The installation cannot start here; the message says why and what to do."""
