"""The endorsements room: says, in the custodian's log, that a root is a practice's, for as long as that stands."""
