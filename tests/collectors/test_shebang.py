import io

import pytest

from drift.collectors.shebang import parse


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (b"#!/bin/sh\necho", {"interpreter": "/bin/sh"}),
        (b"#! /usr/bin/env python3\n", {"interpreter": "/usr/bin/env", "argument": "python3"}),
        (
            b"#!/usr/bin/env -S node --no-warnings \n",
            {"interpreter": "/usr/bin/env", "argument": "-S node --no-warnings"},
        ),
        (b"#!/bin/sh\r\necho\r\n", {"interpreter": "/bin/sh", "carriage_return": True}),
        (b"#!/usr/bin/env bash\r\n", {"interpreter": "/usr/bin/env", "argument": "bash", "carriage_return": True}),
        (b"#!/bin/sh", {"interpreter": "/bin/sh"}),
        (b"#!/b\xffn/x\n", {"interpreter": "/b\udcffn/x"}),
        (b"#!\n", None),
        (b"#!  \t\n", None),
        (b"#!\r\n", None),
        (b"# !/bin/sh\n", None),
    ],
)
def test_the_first_line_names_the_interpreter(line, found):
    assert parse(io.BytesIO(line), "run") == found


def test_no_more_of_the_line_is_read_than_the_kernel_reads():
    found = parse(io.BytesIO(b"#!/bin/sh " + b"x" * 1000), "run")
    assert found is not None
    assert len(found["argument"]) == 255 - len("#!/bin/sh ")
