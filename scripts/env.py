"""Make the project's environment in .venv: everything `serment up` needs, and with --dev the tools of development.

Runs on the system's Python with nothing installed. It does nothing when nothing has changed.
"""

import argparse
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "web"))
import frontend

TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
STAMP = VENV / "serment-stamp.json"
LOCKED = ROOT / "requirements"
LEVELS = ("run", "dev")
RECENT_ENOUGH = "import sys; sys.exit(sys.version_info < (3, 11))"


def main() -> int:
    """Bring .venv up to date and say what is being done while it lasts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="with the tools of development")
    level = "dev" if parser.parse_args().dev else "run"
    with one_at_a_time():
        if not is_current(level):
            install(level)
        elif not bundle_is_fresh():
            rebuild_bundle()
    return 0


@contextmanager
def one_at_a_time() -> Generator[None]:
    """Two `make` in one checkout must not install into the same environment at once."""
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_current(level: str) -> bool:
    """Whether .venv holds what is locked; an environment for development also serves for running."""
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return False
    if not (VENV / "bin" / "python").exists():
        return False
    wider = LEVELS[LEVELS.index(level) :]
    return any(stamp == stamp_for(each) for each in wider)


def stamp_for(level: str) -> dict[str, str]:
    """What an environment of this level was made from."""
    digest = hashlib.sha256()
    for path in inputs(level):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    # Editable installs name the checkout, so a checkout that was moved needs a new environment.
    return {"level": level, "root": str(ROOT), "inputs": digest.hexdigest()}


def inputs(level: str) -> list[Path]:
    """The files that decide what is installed."""
    projects = sorted(ROOT.glob("packages/*/pyproject.toml"))
    names = (f"{level}.txt", "build.txt", "uv.txt", "workspace.txt")
    return [*projects, ROOT / "web" / "pyproject.toml", *(LOCKED / name for name in names)]


def install(level: str) -> None:
    """Install the locked dependencies and the workspace's own packages, removing whatever else is there."""
    uv = ensure_uv()
    if not has_python():
        run("Creating .venv", uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV))
    # A level that fell back (dev to run) must not look current when the installation is interrupted.
    STAMP.unlink(missing_ok=True)
    run(
        "Installing the dependencies and building the web app",
        *(uv, "pip", "sync", "--quiet", "--python", str(VENV)),
        *("--build-constraints", str(LOCKED / "build.txt")),
        *(str(LOCKED / f"{level}.txt"), str(LOCKED / "workspace.txt")),
    )
    if not bundle_is_fresh():
        rebuild_bundle()
    STAMP.write_text(json.dumps(stamp_for(level)))


def has_python() -> bool:
    """Whether .venv holds a Python that still runs; any that Serment supports will do."""
    python = VENV / "bin" / "python"
    return python.exists() and subprocess.run([python, "-c", RECENT_ENOUGH], check=False).returncode == 0


def rebuild_bundle() -> None:
    """Run the build hook again, which brings its own Node where the machine has none."""
    run(
        "Building the web app",
        *(ensure_uv(), "pip", "install", "--quiet", "--python", str(VENV), "--no-deps"),
        *("--build-constraints", str(LOCKED / "build.txt")),
        *("--reinstall-package", "serment-web", "--editable", "web"),
    )


def bundle_is_fresh() -> bool:
    """Ask the front end's own build script, so that both always agree."""
    return frontend.is_fresh(ROOT / "web")


def ensure_uv() -> str:
    """The path of the locked uv, installed on first use."""
    home = TOOLS / "uv"
    marker = home / "requirements.txt"
    wanted = (LOCKED / "uv.txt").read_bytes()
    if not marker.exists() or marker.read_bytes() != wanted:
        shutil.rmtree(home, ignore_errors=True)
        install_uv(home)
        marker.write_bytes(wanted)
    return str(home / "bin" / "uv")


def install_uv(home: Path) -> None:
    """Install uv into an environment of its own, or with pip alone where venv is missing."""
    arguments = ("install", "--quiet", "--require-hashes", "-r", str(LOCKED / "uv.txt"))
    if importlib.util.find_spec("ensurepip"):
        run("Installing uv", sys.executable, "-m", "venv", str(home))
        run("", str(home / "bin" / "python"), "-m", "pip", *arguments)
    elif importlib.util.find_spec("pip"):
        run("Installing uv", sys.executable, "-m", "pip", *arguments, "--target", str(home))
    else:
        missing = "install the package python3-venv (Debian, Ubuntu) or python3-pip of your system."
        print(f"Serment needs venv or pip for {sys.executable}: {missing}", file=sys.stderr)
        sys.exit(2)


def run(what: str, *command: str) -> None:
    """Say what is done, do it, and stop with its exit code when it fails."""
    if what:
        print(f"{what} ...", flush=True)
    done = subprocess.run(command, cwd=ROOT, env=quiet_environment(), check=False)
    if done.returncode:
        sys.exit(done.returncode)


def quiet_environment() -> dict[str, str]:
    """The caller's environment, without another environment's traces and with no Python fetched behind our back."""
    kept = {name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "PYTHONPATH"}}
    # uv trusts what the machine trusts, as pip does: a hospital's proxy has a certificate of its own.
    trust = {"UV_SYSTEM_CERTS": "true"} if frontend.machine_certificates() else {}
    return {**trust, **kept, "UV_PYTHON_DOWNLOADS": "never", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


if __name__ == "__main__":
    sys.exit(main())
