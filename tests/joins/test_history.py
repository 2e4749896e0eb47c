import pytest

from drift.joins.history import LONGEST, dockerfile_line, steps


@pytest.mark.parametrize(
    ("created_by", "line"),
    [
        ("/bin/sh -c #(nop) COPY file:8f1c0e in /docker-entrypoint.sh ", "COPY … /docker-entrypoint.sh"),
        ('/bin/sh -c #(nop)  CMD ["bash"]', 'CMD ["bash"]'),
        ("/bin/sh -c #(nop) ADD --chown=1:1 dir:0a in / ", "ADD --chown=1:1 … /"),
        ("/bin/sh -c apt-get update \t&& apt-get install -y nginx", "RUN apt-get update && apt-get install -y nginx"),
        ("|2 VERSION=1.2 NOTE=a b /bin/sh -c make install", "RUN make install"),
        ("RUN /bin/sh -c apt-get install -y curl # buildkit", "RUN apt-get install -y curl"),
        ("RUN |1 TOKEN=x /bin/bash -o pipefail -c curl x | sh # buildkit", "RUN curl x | sh"),
        ("COPY . /app # buildkit", "COPY . /app"),
        ("RUN chmod +x /app/run # buildkit", "RUN chmod +x /app/run"),
        ("# debian.sh --arch 'amd64' out/ 'bookworm'", "# debian.sh --arch 'amd64' out/ 'bookworm'"),
        (f"RUN /bin/sh -c login hmac:0123abcd:{'f' * 64} # buildkit", "RUN login ***"),
    ],
)
def test_a_step_reads_as_in_its_dockerfile(created_by, line):
    assert dockerfile_line(created_by) == line


def test_a_long_step_is_cut():
    assert len(dockerfile_line(f"RUN /bin/sh -c {'echo x; ' * 1000}")) <= LONGEST


def test_steps_that_make_no_layer_are_left_out():
    history = [
        {"created_by": "COPY a /a # buildkit"},
        {"created_by": "ENV A=1", "empty_layer": True},
        {"created_by": "RUN /bin/sh -c make # buildkit"},
    ]
    assert steps(history, 2) == ["COPY a /a", "RUN make"]


@pytest.mark.parametrize("history", [[], [{"created_by": "COPY a /a"}]])
def test_a_history_that_does_not_fit_numbers_the_layers(history):
    assert steps(history, 2) == ["layer 1 of 2", "layer 2 of 2"]


def test_a_step_that_is_no_text_is_a_number():
    history = [{"created_by": None}, []]
    assert steps(history, 2) == ["layer 1 of 2", "layer 2 of 2"]
