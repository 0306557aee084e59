"""To whom each address opens, as docs/security/doors.md says and explains. A check compares it with what is served."""

from collections.abc import Mapping

from serment_kernel.checks.hand import Door
from serment_kernel.checks.refusals import FORM, refusals_of

OPENS: Mapping[str, tuple[str, ...]] = {
    "everybody": (
        "GET /health",
        "GET /v1/state",
        "GET /v1/keys",
        "GET /v1/trust/authority-requests",
        "GET /v1/trust/acts",
        "GET /v1/trust/checks",
        "GET /v1/trust/evidence",
        "GET /v1/processors",
        "GET /v1/sms",
        "GET /v1/shares/key",
        "GET /v1/log/checkpoint",
        "GET /v1/log/consistency/{old}/{new}",
        "GET /v1/log/tile/{tile:path}",
        "GET /v1/releases",
        "GET /officers",
        "GET /officers/fr",
        "GET /officers/en",
        "GET /officers/static/{tag}/{name}",
        "POST /v1/codes",
        "POST /v1/device-challenges",
        "POST /v1/officers/challenges",
        "POST /v1/relay",
        "POST /v1/tokens/returned",
        "GET /v1/root-requests/{practice}",
    ),
    "a code": ("POST /v1/sessions",),
    "a device": ("POST /v1/device-sessions",),
    "a person": (
        "POST /v1/devices",
        "POST /v1/devices/remove",
        "GET /v1/address",
        "GET /v1/person",
        "GET /v1/person/erase",
        "POST /v1/person/erase",
        "POST /v1/person/erase/cancel",
        "POST /v1/address",
        "GET /v1/phone",
        "POST /v1/phone/code",
        "POST /v1/phone",
        "POST /v1/phone/choice",
        "POST /v1/phone/remove",
        "POST /v1/address/cancel",
        "POST /v1/oprf",
        "POST /v1/tokens",
        "POST /v1/tickets",
        "POST /v1/endorsements",
        "POST /v1/root-requests",
    ),
    "a letter": (
        "POST /v1/person/erase/veto",
        "POST /v1/address/veto",
    ),
    "a stop": ("POST /v1/phone/stop",),
    "a root": (
        "POST /v1/root-requests/{request}/objection",
        "POST /v1/shares/custody",
        "POST /v1/share-requests/{request}/objection",
    ),
    "a root with the relay": (
        "POST /v1/closings",
        "PUT /v1/shares",
    ),
    "a share": ("POST /v1/share-requests",),
    "a request": ("GET /v1/share-requests/{request}",),
    "a publisher": ("POST /v1/releases",),
    "a log": ("POST /add-checkpoint",),
    "a passkey": (
        "POST /v1/officers/sessions",
        "POST /v1/officers/passkeys",
        "POST /v1/officers/passkeys/remove",
        "POST /v1/decisions/{decision}/approvals",
        "POST /v1/decisions/{decision}/vetoes",
    ),
    "an officer": (
        "DELETE /v1/officers/sessions/current",
        "GET /v1/officers/overview",
        "GET /v1/officers/acts/{before:int}",
        "POST /v1/officers/invitations",
        "GET /v1/console/authority/procedure",
        "GET /v1/console/authority/requests",
        "GET /v1/console/authority/requests/{request}",
        "POST /v1/console/authority/requests",
        "POST /v1/console/authority/requests/{request}/signatures",
        "POST /v1/console/authority/requests/{request}/steps",
        "POST /v1/console/authority/names",
        "POST /v1/decisions",
    ),
    "an invitation": (
        "POST /v1/officers/invited",
        "POST /v1/officers/enrolments",
    ),
}
DOORS: Mapping[Door, str] = {Door(*line.split(" ", 1)): opens for opens, lines in OPENS.items() for line in lines}
# Where nobody is asked for a session: of what is not there, that it is not; without a proof in the body, its form.
REFUSALS: Mapping[Door, frozenset[str]] = {
    **refusals_of(
        DOORS,
        {
            "a code": (FORM,),
            "a device": (FORM,),
            "a letter": (FORM,),
            "a stop": (FORM,),
            "a root": (FORM, "bad_signature"),
            "a root with the relay": (FORM, "bad_signature"),
            "a share": (FORM,),
            "a request": ("request_unknown",),
            "a publisher": (FORM,),
            "a log": (FORM,),
            "a passkey": (FORM,),
            "an invitation": (FORM,),
        },
    ),
    # What somebody wishes is read before whose session it is.
    Door("POST", "/v1/person/erase"): frozenset({FORM}),
}
PLACES = {"before": "1"}
