"""What every stage speaks of: frozen dataclasses and protocols, standard library only."""
