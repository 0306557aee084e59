# The practice: agenda, settings, team.
