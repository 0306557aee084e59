"""Checks that measure the running system: declared once, run on their period, recorded in the evidence chain.

`types` declares, `engine` runs, `records` writes, `state` judges, `draw` picks rows, `measures` are the checks that
every hand has.
"""
