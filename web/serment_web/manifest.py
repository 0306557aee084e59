"""What this publisher answers, as a release writes it down (SPEC 13): every file with its hash, and every header.

Only the standard library: whoever wants to know what a bundle is needs no key and no protocol to ask.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence

from serment_web.bundle import Resource
from serment_web.headers import Header, security_headers, transport_headers

# Filled in by each installation; whoever verifies a release fills them in as well.
ORIGINS = ("{platform}", "{custodian}")


def manifest_of(bundle: Mapping[str, Resource]) -> bytes:
    """The canonical manifest of a bundle."""
    files = [
        {
            "path": path,
            "type": found.media_type,
            "size": len(found.bodies[""]),
            "sha256": hashlib.sha256(found.bodies[""]).hexdigest(),
        }
        for path, found in sorted(bundle.items())
    ]
    headers = {
        "page": written(security_headers(ORIGINS, webassembly=False)),
        "file": written(security_headers(ORIGINS, webassembly=True)),
        "tls": written(transport_headers()),
    }
    value = {"v": 1, "type": "web_manifest", "files": files, "headers": headers}
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def release_hash(manifest: bytes) -> str:
    """What people compare (SPEC 1 and 12)."""
    return hashlib.sha256(b"serment/v1/web-release\0" + manifest).hexdigest()


def written(headers: Sequence[Header]) -> list[dict[str, str]]:
    """Headers in the order of their names."""
    return [{"name": name.decode(), "value": value.decode()} for name, value in sorted(headers)]
