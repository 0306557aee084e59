"""The proof: do the whole main job with canary values, then look for them everywhere a server writes."""
