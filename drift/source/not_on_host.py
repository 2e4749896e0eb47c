"""Why a container's files are not read on the engine's host."""


class NotOnHost(Exception):
    """Not a failure: the API has the files, too."""

    def __init__(self, reason: str, *, usual: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.usual = usual
        """Is it what one expects of this engine (another machine, no rights, another storage driver), so that nobody need be told?"""
