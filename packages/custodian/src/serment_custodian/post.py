"""The post: letters wait in memory, leave by SMTP, and are forgotten.

A request only drops a letter into the box, so its answer's timing tells nothing of the mail relay. A letter that
cannot be sent is tried again a few times, and then dropped: it is written to no table and no file.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Literal

import aiosmtplib

from serment_custodian.config import Smtp
from serment_custodian.errors import PasswordFileUnreadable
from serment_kernel.failures import where

BOX_SIZE = 2000
TRIES = 4
TIMEOUT_SECONDS = 20.0
FIRST_PAUSE_SECONDS = 2.0
PERMANENT = 500
logger = logging.getLogger(__name__)

Send = Callable[[EmailMessage], Awaitable[None]]
Fate = Literal["left", "refused", "waits"]
"""What became of a letter: its mailbox took it, refuses it for good, or is to be tried again."""
Left = Callable[[Fate], Awaitable[None]]
"""What is to be done once a letter needs no other try."""


class Post:
    """Sends letters one after another, over a connection of each."""

    def __init__(self, smtp: Smtp, pause: float = FIRST_PAUSE_SECONDS, greeting: str | None = None) -> None:
        self.sender = smtp.sender
        self._smtp = smtp
        self._greeting = greeting
        """Our own name: otherwise the resolver would be asked for it."""
        self.pause = pause
        self._box: asyncio.Queue[tuple[EmailMessage, Left | None]] = asyncio.Queue(BOX_SIZE)
        self._password = _password(Path(smtp.password_file)) if smtp.password_file else None

    def drop(self, message: EmailMessage, left: Left | None = None) -> None:
        """Leave a letter in the box; a full box loses it, and the log says how often, not whose."""
        if self._box.full():
            logger.error("the letter box is full: one letter lost")
        else:
            self._box.put_nowait((message, left))

    async def work(self) -> None:
        """Empty the box, for ever."""
        while True:
            message, left = await self._box.get()
            try:
                fate = await self._send_patiently(message)
                if fate != "waits" and left is not None:
                    await left(fate)
            except Exception as error:  # noqa: BLE001 -- one bad letter must not keep the next ones
                logger.error("a letter was lost (%s at %s)", type(error).__name__, where(error))  # noqa: TRY400
            finally:
                self._box.task_done()

    async def flush(self) -> None:
        """Return once the box is empty and its last letter has left."""
        await self._box.join()

    async def _send_patiently(self, message: EmailMessage) -> Fate:
        for attempt in range(TRIES):
            fate = await self.hand_over(message)
            if fate != "waits":
                return fate
            await asyncio.sleep(self.pause * 2**attempt)
        return "waits"

    async def deliver(self, message: EmailMessage) -> bool:
        """Whether a letter needs no other try: it has left, or its mailbox refuses it for good."""
        return await self.hand_over(message) != "waits"

    async def hand_over(self, message: EmailMessage, seconds: float = TIMEOUT_SECONDS) -> Fate:
        """Try once; no step of it takes longer than that."""
        try:
            await self.send(message, seconds)
        except (aiosmtplib.SMTPException, OSError) as error:
            # The class alone: an SMTP error's text quotes addresses.
            logger.warning("a letter was not sent (%s)", type(error).__name__)
            return "refused" if is_final(error) else "waits"
        return "left"

    async def send(self, message: EmailMessage, seconds: float = TIMEOUT_SECONDS) -> None:
        """One SMTP conversation (RFC 5321), each step of which has so many seconds."""
        smtp = self._smtp
        await aiosmtplib.send(
            message,
            hostname=smtp.host,
            port=smtp.port,
            use_tls=smtp.tls == "implicit",
            start_tls=smtp.tls == "starttls",
            username=smtp.username or None,
            password=self._password,
            local_hostname=self._greeting,
            timeout=seconds,
        )


def is_final(error: Exception) -> bool:
    """Whether the mailbox refuses for good: by 5xx; 4xx asks to come again (RFC 5321 section 4.2.1)."""
    if not isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return False
    return all(each.code >= PERMANENT for each in error.recipients)


def _password(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise PasswordFileUnreadable(path, getattr(error, "strerror", None) or "not UTF-8") from error
