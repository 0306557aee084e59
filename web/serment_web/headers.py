"""The security headers of every answer: no third party, no inline code, nothing the app does not need."""

from collections.abc import Sequence

Header = tuple[bytes, bytes]

# Svelte clones its templates through the first; the second names the app's one worker.
TRUSTED_TYPES = "svelte-trusted-html serment-worker"
DENIED_FEATURES = (
    "accelerometer",
    "attribution-reporting",
    "bluetooth",
    "browsing-topics",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
# Passkeys open accounts, and the camera reads codes; only the app's own pages may ask for either.
OWN_FEATURES = ("camera", "publickey-credentials-create", "publickey-credentials-get")


def content_security_policy(api_origins: Sequence[str], *, webassembly: bool) -> str:
    """The policy of a page or of a worker.

    A worker takes its policy from the answer that carried its script. Argon2id runs there as WebAssembly; the page
    itself never compiles any, so it is not allowed to.
    """
    directives = {
        "default-src": "'none'",
        "script-src": "'self' 'wasm-unsafe-eval'" if webassembly else "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": " ".join(("'self'", *api_origins)),
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "form-action": "'none'",
        "frame-src": "'none'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "object-src": "'none'",
        "webrtc": "'block'",
        "require-trusted-types-for": "'script'",
        "trusted-types": TRUSTED_TYPES,
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def security_headers(api_origins: Sequence[str], *, webassembly: bool) -> tuple[Header, ...]:
    """Headers for one kind of answer."""
    headers = {
        "content-security-policy": content_security_policy(api_origins, webassembly=webassembly),
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": ", ".join(
            (*(f"{feature}=()" for feature in DENIED_FEATURES), *(f"{feature}=(self)" for feature in OWN_FEATURES))
        ),
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-dns-prefetch-control": "off",
    }
    return tuple((name.encode(), value.encode()) for name, value in headers.items())


def transport_headers() -> tuple[Header, ...]:
    """Headers for a site that is reached over TLS; elsewhere browsers would ignore them."""
    return ((b"strict-transport-security", b"max-age=31536000"),)
