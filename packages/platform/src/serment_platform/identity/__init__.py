"""The identity room: pseudonymous accounts, their ways in, sessions, and spent rights. It knows no person.

Front door: `authenticate`, `require_staff`, and rights: `tokens.check_token`, then the SQL function
`identity.spend_token(token, request hash)` in the transaction that uses the right; its SQLSTATE `TOKEN_SPENT_STATE`
is raised to people as `TokenSpent`.
"""

from serment_platform.identity.errors import SessionRefused, StaffOnly, TokenSpent
from serment_platform.identity.rules import TOKEN_SPENT_STATE
from serment_platform.identity.sessions import authenticate, require_staff
from serment_platform.identity.tokens import Issuers, check_token, last_day_of
from serment_platform.identity.types import Audience, Caller

__all__ = [
    "TOKEN_SPENT_STATE",
    "Audience",
    "Caller",
    "Issuers",
    "SessionRefused",
    "StaffOnly",
    "TokenSpent",
    "authenticate",
    "check_token",
    "last_day_of",
    "require_staff",
]
