"""The web app's build: an edited source becomes a new bundle, and the same sources become the same bundle."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from serment_web.bundle import load_bundle
from serment_web.manifest import manifest_of

CANARY = "edited-by-the-test"
TELL = """
import sys
from serment_web.bundle import load_bundle
from serment_web.manifest import manifest_of
sys.stdout.buffer.write(manifest_of(load_bundle()))
"""


class Checkout:
    """A copy of web/ and an environment it is installed into, the way anybody installs it."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.web = folder / "web"
        self._venv = folder / "venv"
        self._uv = root / ".tools" / "uv" / "bin" / "uv"
        self._constraints = root / "requirements" / "build.txt"
        ignored = shutil.ignore_patterns("node_modules", "static", "bundle.json", "__pycache__", ".build")
        shutil.copytree(root / "web", self.web, ignore=ignored)
        share_packages(root / "web" / ".build", self.web / ".build")
        self._run("venv", "--quiet", str(self._venv))

    def install(self) -> None:
        """Install what stands there now, not as an editable, so that only a new build can show a change."""
        constraints = ("--build-constraints", str(self._constraints))
        self._run("pip", "install", "--quiet", "--python", str(self._venv), "--no-deps", *constraints, str(self.web))

    def _run(self, *command: str) -> None:
        subprocess.run([self._uv, *command], check=True)

    @property
    def installed(self) -> Path:
        """Where the package lies in the environment."""
        return next((self._venv / "lib").glob("python*/site-packages/serment_web"))

    def manifest(self) -> bytes:
        """What a publisher installed from it would have its release say."""
        return subprocess.run([self._venv / "bin" / "python", "-c", TELL], capture_output=True, check=True).stdout

    def bundle(self) -> str:
        """The hash of the installed bundle."""
        return str(json.loads((self.installed / "bundle.json").read_text())["bundle"])

    def shows(self, text: str) -> bool:
        """Whether an installed script holds this text."""
        return any(text in script.read_text() for script in (self.installed / "static").rglob("*.js"))


def share_packages(source: Path, target: Path) -> None:
    """Link the packages that are already there, which spares fetching them again."""
    if source.is_dir():
        shutil.copytree(source, target, copy_function=os.link, symlinks=True)


@pytest.fixture(scope="module")
def checkout(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """Installed once, as it is in the repository."""
    made = Checkout(root, tmp_path_factory.mktemp("front-end"))
    made.install()
    return made


class TestBuild:
    def test_gives_the_same_bundle_elsewhere(self, checkout: Checkout, root: Path) -> None:
        here = json.loads((root / "web" / "serment_web" / "bundle.json").read_text())
        assert checkout.bundle() == here["bundle"]

    def test_gives_the_same_release_elsewhere(self, checkout: Checkout) -> None:
        assert checkout.manifest() == manifest_of(load_bundle())

    def test_needs_no_sources_once_installed(self, checkout: Checkout) -> None:
        assert (checkout.installed / "static" / "index.html").is_file()
        assert not (checkout.installed / "src").exists()

    def test_follows_an_edited_source(self, checkout: Checkout) -> None:
        before = checkout.bundle()
        main = checkout.web / "src" / "main.ts"
        original = main.read_text()
        main.write_text(f'{original}\ndocument.documentElement.dataset["edited"] = "{CANARY}";\n')
        checkout.install()
        assert checkout.shows(CANARY)
        assert checkout.bundle() != before

        main.write_text(original)
        checkout.install()
        assert not checkout.shows(CANARY)
        assert checkout.bundle() == before
