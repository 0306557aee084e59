"""What keeps the custodian from starting, in the words its operator reads."""

from pathlib import Path

from serment_kernel.errors import Refusal


class CannotStart(Exception):
    """The custodian cannot start."""


class ConfigurationUnreadable(CannotStart):
    """The configuration cannot be read."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The configuration cannot be read: {why}")


class PasswordFileUnreadable(CannotStart):
    """The file with the mail relay's password cannot be read."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"The file with the mail relay's password cannot be read: {path}: {why}")


class NoSealingKey(CannotStart):
    """There is no sealing key."""

    def __init__(self) -> None:
        super().__init__(
            "There is no sealing key: `serment-custodian keygen` makes one in a file, "
            "`serment-custodian ceremony` in an HSM."
        )


class SealingKeyWrong(CannotStart):
    """The sealing key is not the one that locked this database."""

    def __init__(self, names: str) -> None:
        super().__init__(f"{names} is not the sealing key that locked what this database holds.")


class TwoHandsOneVersion(CannotStart):
    """Two keys claim to be the same version of the sealing key."""

    def __init__(self, version: int) -> None:
        super().__init__(f"Version {version} of the sealing key is in two places; take the wrong one away.")


class LockedKeyUnreadable(CannotStart):
    """The file with a key cannot be opened."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"The key cannot be read: {path}: {why}.")


class LockedByNobody(CannotStart):
    """A row does not open under any version of the sealing key."""

    def __init__(self, table: str) -> None:
        super().__init__(f"A row of {table} opens under no version of the sealing key; it is left as it is.")


class NotTheNextStep(CannotStart):
    """This is not the next step of a rotation."""


class KeysAway(Refusal):
    """The keys that this needs cannot be reached at the moment; please try again later."""

    code = "keys_away"
    status = 503

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why
        """For the operator: what is wrong with the HSM."""


class NoHsm(CannotStart):
    """A ceremony makes keys in an HSM, and none is configured."""

    def __init__(self) -> None:
        super().__init__("A ceremony makes keys in an HSM: name its token in [hsm]. `keygen` makes key files.")


class SomethingThere(CannotStart):
    """A ceremony changes nothing that is there already."""

    def __init__(self, what: str) -> None:
        super().__init__(f"A ceremony changes nothing that is there already, and there is {what}.")


class MarkTaken(Refusal):
    """Another request about this practice bears the same six digits; ask by another key, for a root a colleague's."""

    code = "mark_taken"
    status = 409
