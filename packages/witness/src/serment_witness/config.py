"""The configuration: one TOML file, read once at start. The key is a file beside it."""

from pathlib import Path
from typing import Annotated

import msgspec

from serment_protocol.errors import ProtocolRefusal
from serment_protocol.notes import LogKey, read_log_key
from serment_witness.errors import ConfigurationUnreadable

Positive = Annotated[int, msgspec.Meta(ge=1)]
Name = Annotated[str, msgspec.Meta(pattern=r"\A[^+\s]+\Z")]
"""As C2SP signed-note has it: no white space, no plus."""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that a witness must be told."""

    name: Name
    """By which policies know it, such as `temoin.association.example`."""
    key_file: str
    memory_file: str
    """What was cosigned. Its loss is the end of the key; keep copies elsewhere, and never go back to an older one."""
    logs: tuple[str, ...]
    """The verifier key of each log that is witnessed."""
    bind_host: str
    bind_port: Annotated[int, msgspec.Meta(ge=0, le=65535)]
    behind_proxy: bool = False
    """Then a network's address is the last one of X-Forwarded-For."""
    requests_per_network_minute: Positive = 600
    log_file: str = ""
    """Where the access log goes; empty for standard error."""

    def keys(self) -> dict[str, LogKey]:
        """The key of each log, by its origin."""
        try:
            keys = [read_log_key(each) for each in self.logs]
        except ProtocolRefusal as error:
            raise ConfigurationUnreadable("logs must each be a verifier key (name+hash+key)") from error
        found = {key.name: key for key in keys}
        if not keys or len(found) < len(keys):
            raise ConfigurationUnreadable("logs must name one log or more, each once")
        return found


def load(path: Path) -> Config:
    """Read and check the file; relative paths in it are relative to it."""
    try:
        config = msgspec.toml.decode(path.read_bytes(), type=Config)
    except OSError as error:
        raise ConfigurationUnreadable(f"{path}: {error.strerror}") from error
    except msgspec.MsgspecError as error:
        raise ConfigurationUnreadable(f"{path}: {error}") from error
    config.keys()
    folder = path.parent
    return msgspec.structs.replace(
        config,
        key_file=str(folder / config.key_file),
        memory_file=str(folder / config.memory_file),
        log_file=str(folder / config.log_file) if config.log_file else "",
    )
