"""What everybody may know of how this platform treats them: who else gets anything, and when somebody looked last."""
