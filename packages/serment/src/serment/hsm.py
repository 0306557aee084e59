"""The custodian's HSM of `serment up --hsm`: a SoftHSM in the data folder, to see how an HSM is used."""

import shutil
import subprocess

from serment.errors import CannotStart
from serment.keys import LOG_KEY
from serment.places import Home
from serment_kernel import softhsm
from serment_kernel.softhsm import CannotMakeToken, SoftHsm

FOLDER, LABEL = "softhsm", "serment"
MISSING = "There is no SoftHSM on this machine: install the package softhsm2 (Debian, Ubuntu) or softhsm."
IN_FILES = "The custodian's keys lie in files here already. Try --hsm with another --data."
WARNING = (
    "The custodian's sealing key is in a token of SoftHSM. It shows how an HSM is used, and protects nothing from "
    "whoever reads {folder}."
)


def of(home: Home, *, wanted: bool) -> SoftHsm | None:
    """The SoftHSM of this data folder: the one that is there, or a new one where it is wanted."""
    folder, begun = home.custodian / FOLDER, (home.custodian / LOG_KEY).exists()
    if not wanted and not folder.exists():
        return None
    if begun and not folder.exists():
        raise CannotStart(IN_FILES)
    module = softhsm.find()
    if module is None:
        raise CannotStart(MISSING)
    if not begun:
        _make(SoftHsm(module, folder))
    # The folder may have been moved since.
    return SoftHsm(module, folder).moved(folder)


def _make(soft: SoftHsm) -> None:
    # Nothing was locked by what an interrupted start left behind.
    shutil.rmtree(soft.folder, ignore_errors=True)
    try:
        soft.make_token(LABEL)
    except (CannotMakeToken, subprocess.TimeoutExpired) as error:
        raise CannotStart(f"SoftHSM makes no token: {error}") from error
