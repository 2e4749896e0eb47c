import io

import pytest

from drift.collectors.packages.erlang import parse
from tests.collectors.packages.found import versions

RABBIT = """%% This is %{vsn, "9"}% a comment
{application, 'rabbit', [
	{description, "A \\"broker\\", {vsn, \\"8\\"}"},
	{env, [{vsn, "7"}, {limit, 50}, [{vsn, "6"}]]},
	{vsn, "3.12.10"},
	{modules, ['Elixir.A', b]}
]}.
"""


def test_an_application_has_its_own_version_and_not_one_of_its_settings():
    assert versions({"usr/lib/rabbitmq/plugins/rabbit-3.12.10/ebin/rabbit.app": RABBIT}) == {
        "pkg:otp/rabbit#/usr/lib/rabbitmq/plugins": ["3.12.10"]
    }


def test_two_releases_are_two_places():
    text = '{application,kernel,[{vsn,"8.5"}]}.'
    assert set(
        versions({"opt/a/lib/kernel-8.5/ebin/kernel.app": text, "opt/b/lib/kernel-8.5/ebin/kernel.app": text})
    ) == {"pkg:otp/kernel#/opt/a/lib", "pkg:otp/kernel#/opt/b/lib"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{application",
        "{application, a, [{vsn}]}.",
        '{application, a, [{description, "x"}]}.',
        '{release, {"a", "1"}, []}.',
        '{application, [], [{vsn, "1"}]}.',
        '{application, a, [{vsn, "1',
    ],
)
def test_what_is_no_application_is_none(text):
    assert parse(io.BytesIO(text.encode()), "a.app") is None
