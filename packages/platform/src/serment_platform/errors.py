"""What keeps the platform from starting, in the words its operator reads."""


class CannotStart(Exception):
    """The platform cannot start."""


class WrongDay(CannotStart):
    """This is not the day that the clock says; set the clock first."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class ConfigurationUnreadable(CannotStart):
    """The configuration cannot be read."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The configuration cannot be read: {why}")
