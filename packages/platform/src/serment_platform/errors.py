"""What keeps the platform from starting, in the words its operator reads."""


class CannotStart(Exception):
    """The platform cannot start."""


class ConfigurationUnreadable(CannotStart):
    """The configuration cannot be read."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The configuration cannot be read: {why}")


class CannotListen(CannotStart):
    """The address is taken, or is not this machine's."""

    def __init__(self, host: str, port: int, why: str) -> None:
        super().__init__(f"Cannot listen on {host}:{port}: {why}.")
