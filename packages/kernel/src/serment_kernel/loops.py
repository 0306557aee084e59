"""Loops that run for ever, and end when they are told to."""

import asyncio


def obey() -> None:
    """End this task if it was cancelled: a database driver may answer a cancellation by an error of its own.

    Whoever takes every error for one to go on after calls this before going on.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
