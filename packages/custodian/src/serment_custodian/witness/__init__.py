"""The witness room: cosigns the logs of others, the platform's first of all, as long as they only grow."""
