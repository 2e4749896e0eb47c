"""What is wrong with an image is said of a container of it that is just as it was built."""

from tests.cli.fleet import CONFIG, layer
from tests.engines.images import save_archive

BROKEN = """\
FROM tiny:1
COPY start /start
RUN chmod 755 /start
ENV NODE_OPTIONS=--max-old-space-size=512
ENTRYPOINT ["/start"]
"""


def test_a_user_that_nobody_is_makes_no_difference_and_is_told(drift, fleet):
    path = fleet.service("dev", "web")
    (fleet.root / "image.tar").write_bytes(save_archive([layer()], CONFIG | {"User": "app"}, "app:1"))
    done = drift("diff", f"dir:{path}", "--image", fleet.image, "--exit-code", code=1)
    assert done.answer.startswith("EQUAL: ")
    assert done.answer.endswith(", but 1 finding (high) whatever it is compared with")
    assert "the image runs as 'app', and its root has no user app" in done.out


def test_an_entrypoint_that_cannot_start_and_a_limit_below_the_heap_are_told_of_a_container(drift, docker):
    docker.tiny()
    docker.build("broken:1", BROKEN, {"start": b"#!/bin/sh\r\nexec node app.js\r\n"})
    docker.create("broken:1", name="broken", args=["--memory=256m"])
    done = drift("diff", "-H", docker.address, "container:broken", "--exit-code", code=1)
    assert done.answer.endswith(", but 2 findings (high) whatever it is compared with")
    assert "/start, the entrypoint, does not start: its first line ends with a carriage return" in done.out
    assert "the memory limit is 256 MiB, and --max-old-space-size=512 in NODE_OPTIONS asks for 512 MiB" in done.out
