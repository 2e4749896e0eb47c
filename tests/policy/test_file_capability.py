import pytest

from drift.policy.file_capability import granted

NET_BIND_SERVICE = "0100000200040000000000000000000000000000"
"""As setcap(8) writes cap_net_bind_service=+ep."""


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (NET_BIND_SERVICE, "cap_net_bind_service"),
        ("0100000200200000000000000000000000000000", "cap_net_raw"),
        ("0100000281000000000000000000000000000000", "cap_chown, cap_setuid"),
        ("0100000200000000000000008000000000000000", "cap_bpf"),
        ("0000000200000000000000000000000000000000", ""),
    ],
)
def test_a_capability_has_the_name_that_setcap_takes(value, names):
    assert granted(value) == names


@pytest.mark.parametrize("value", ["", "01", "no hex", NET_BIND_SERVICE[:-2]])
def test_what_is_no_such_attribute_has_no_name(value):
    assert granted(value) == ""
