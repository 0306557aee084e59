"""The compliance room: what this hand declares, measures and can show of how it treats what it keeps."""
