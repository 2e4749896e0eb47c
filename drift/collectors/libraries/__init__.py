"""Programs and libraries: what each file needs, offers and asks its loader for."""
