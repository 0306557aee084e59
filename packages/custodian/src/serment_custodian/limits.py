"""How much one network may do, and how much mail one address may get; counted in memory, under keyed hashes."""

from serment_custodian.config import Budgets
from serment_kernel.limits import Limiter

HOUR = 3600
DAY = 86400


class Limits:
    """The budgets of `config.Budgets` that hold before anybody is proven."""

    def __init__(self, budgets: Budgets, limiter: Limiter) -> None:
        self._budgets = budgets
        self._limiter = limiter

    def code(self, network: bytes, address_hash: bytes) -> bool:
        """Whether a code may be sent; what a network has too many of does not count against the address."""
        budgets, allow = self._budgets, self._limiter.allow
        return (
            allow("codes by network", network, budgets.sign_ins_per_network_hour, HOUR)
            and allow("codes by both", network + address_hash, budgets.codes_per_address_and_network_hour, HOUR)
            and allow("codes by both in a day", network + address_hash, budgets.codes_per_address_and_network_day, DAY)
            and allow("codes by address", address_hash, budgets.codes_per_address_day, DAY)
        )

    def require_sign_in(self, network: bytes) -> None:
        """Count an attempt, or raise `TooManyRequests`."""
        self._limiter.require("sign-ins", network, self._budgets.sign_ins_per_network_hour, HOUR)

    def require_return(self, network: bytes) -> None:
        """Count a right that comes back, or raise `TooManyRequests`."""
        self._limiter.require("returns", network, self._budgets.rights_returned_per_network_hour, HOUR)

    def require_endorsement(self, person: bytes) -> None:
        """Count a practice that asks to be endorsed, or raise `TooManyRequests`."""
        self._limiter.require("endorsements", person, self._budgets.endorsements_per_person_day, DAY)

    def typed_contact(self, address_hash: bytes) -> bool:
        """Whether a contact typed by a practice may be written to once more today."""
        return self._limiter.allow("typed", address_hash, self._budgets.mails_per_typed_contact_day, DAY)

    def require_sms_code(self, person: bytes, number_hash: bytes, prefix: str) -> None:
        """Count a code by SMS, or raise `TooManyRequests`; what is too much of one counts for no other."""
        budgets, require = self._budgets, self._limiter.require
        require("sms codes by person", person, budgets.sms_codes_per_person_day, DAY)
        require("sms codes by number", number_hash, budgets.sms_codes_per_number_day, DAY)
        require("sms codes by prefix", prefix.encode(), budgets.sms_codes_per_prefix_day, DAY)

    def sms_nudge(self, person: bytes, prefix: str) -> bool:
        """Whether this person may be written to by SMS once more today."""
        budgets, allow = self._budgets, self._limiter.allow
        return allow("sms by person", person, budgets.sms_nudges_per_person_day, DAY) and allow(
            "sms by prefix", prefix.encode(), budgets.sms_nudges_per_prefix_day, DAY
        )

    def require_share(self, network: bytes) -> None:
        """Count a share that is handed over or asked for, or raise `TooManyRequests`."""
        self._limiter.require("shares", network, self._budgets.shares_per_network_day, DAY)

    def require_share_request(self, practice: bytes) -> None:
        """Count a request that the officers must look at, or raise `TooManyRequests`."""
        self._limiter.require("share requests", practice, self._budgets.share_requests_per_practice_day, DAY)
