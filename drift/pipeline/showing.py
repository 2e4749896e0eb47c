"""`demo`: the main job on a fleet that the demo made."""
