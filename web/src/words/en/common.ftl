# What every page shares: places, elements, refusals.
