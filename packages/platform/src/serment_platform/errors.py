"""What keeps the platform from starting, in the words its operator reads."""


class CannotStart(Exception):
    """The platform cannot start."""


class ConfigurationUnreadable(CannotStart):
    """The configuration cannot be read."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The configuration cannot be read: {why}")
