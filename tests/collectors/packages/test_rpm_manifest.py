import io

import pytest

from drift.collectors.interface import Unreadable
from drift.collectors.packages.rpm_manifest import parse

LINE = "glibc\t2.35-6.cm2\t1712182042\t1712153735\tMicrosoft Corporation\t(none)\t10269049\tx86_64\t0\tglibc-2.35-6.cm2.src.rpm\n"


def packages_in(text):
    return parse(io.BytesIO(text.encode()), "container-manifest-2")


def test_a_line_is_a_package():
    assert packages_in(LINE) == [
        {"type": "rpm", "name": "glibc", "version": "2.35-6.cm2", "architecture": "x86_64", "source": "glibc"}
    ]


def test_the_epoch_is_the_number_whatever_the_text_says():
    assert packages_in(LINE.replace("\t0\t", "\t1\t"))[0]["version"] == "1:2.35-6.cm2"


def test_a_line_that_is_cut_off_is_refused():
    with pytest.raises(Unreadable, match="columns"):
        packages_in(LINE + "openssl\t1.1.1k-29.cm2\t17")
