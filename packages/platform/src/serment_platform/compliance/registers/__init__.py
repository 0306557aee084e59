"""The registers of the management system: every row with its history, every version in the evidence chain."""
