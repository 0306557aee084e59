"""What can go wrong with a vault, in the words people read."""

from serment_kernel.errors import Refusal


class VaultConflict(Refusal):
    """Another device has written meanwhile; please read the newest version first."""

    code = "vault_conflict"
    status = 409


class VaultSize(Refusal):
    """A vault has one of few sizes, and this has another."""

    code = "vault_size"
    status = 422


class VaultUnknown(Refusal):
    """This account has no vault."""

    code = "vault_unknown"
    status = 404
