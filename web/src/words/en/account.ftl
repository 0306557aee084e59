# Ways in: signing up, signing in, my keys.
