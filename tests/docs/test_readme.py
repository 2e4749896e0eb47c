"""What the README shows first is what a user sees, on a real engine."""

from pathlib import Path

import pytest

from tests.docs.session import Shell, differs, session

README = Path(__file__).parents[2] / "README.md"
DOCKERFILE = """
FROM tiny:1
COPY web.json /etc/shop/web.json
CMD ["sleep", "100000"]
"""
SETTINGS = b'{"workers": %d, "log": {"level": "info"}}\n'
EDIT = "sed -i 's/: 4,/: 16,/' /etc/shop/web.json; echo 'try more workers' > /opt/app/NOTES"


def test_the_first_example_is_what_a_user_sees(engines, tmp_path):
    engine = engines.get("docker-20.10")
    engine.tiny()
    engine.build("shop/web:1.4", DOCKERFILE, {"web.json": SETTINGS % 4})
    web = engine.run("shop/web:1.4", name="web")
    work = tmp_path / "work"
    work.mkdir()
    try:
        web.sh(EDIT)
        (step,) = session(README)[0].steps
        (said,) = Shell(work, {"DOCKER_HOST": engine.address, "DRIFT_DB": "drift.db"}).run((step,))
    finally:
        web.rm()
    if found := differs(step, said.replace(engine.address, "unix:///var/run/docker.sock")):
        pytest.fail(found, pytrace=False)
