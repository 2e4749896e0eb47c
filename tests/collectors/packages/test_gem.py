import io

import pytest

from drift.collectors.interface import Unreadable
from drift.collectors.packages.gem import gem_home, parse
from tests.collectors.packages.found import found, versions

RAKE = """# -*- encoding: utf-8 -*-
# stub: rake 13.0.6 ruby lib

Gem::Specification.new do |s|
  s.name = "rake".freeze
  s.version = "13.0.6"
  s.licenses = ["MIT".freeze]
  s.add_runtime_dependency(%q<json>.freeze, ["~> 2"])
end
"""
HAND_WRITTEN = """
Gem::Specification.new do |gem|
  gem.name        = 'tool'
  gem.version     = Gem::Version.new("0.3")
  gem.license     = 'Ruby'
end
"""


def test_a_gem_has_name_version_and_licence():
    content = found({"usr/lib/ruby/gems/3.1.0/specifications/rake-13.0.6.gemspec": RAKE})
    assert content == {
        "pkg:gem/rake#/usr/lib/ruby/gems/3.1.0": {
            "versions": ["13.0.6"],
            "architectures": [],
            "source": None,
            "licences": ["MIT"],
            "evidence": ["/usr/lib/ruby/gems/3.1.0/specifications/rake-13.0.6.gemspec"],
        }
    }


def test_a_default_gem_and_a_newer_one_lie_in_one_place():
    home = "usr/local/lib/ruby/gems/3.3.0/specifications"
    newer = RAKE.replace("13.0.6", "13.2.1")
    assert versions({f"{home}/default/rake-13.0.6.gemspec": RAKE, f"{home}/rake-13.2.1.gemspec": newer}) == {
        "pkg:gem/rake#/usr/local/lib/ruby/gems/3.3.0": ["13.0.6", "13.2.1"]
    }


def test_a_compiled_gem_has_its_platform():
    text = RAKE.replace("13.0.6 ruby lib", "13.0.6 x86_64-linux lib")
    assert parse(io.BytesIO(text.encode()), "rake.gemspec")[0]["architecture"] == "x86_64-linux"


def test_a_gemspec_written_by_hand_is_read_by_its_assignments():
    assert parse(io.BytesIO(HAND_WRITTEN.encode()), "tool.gemspec") == [
        {"type": "gem", "name": "tool", "version": "0.3", "licence": "Ruby"}
    ]


def test_a_gemspec_whose_version_is_worked_out_is_refused():
    with pytest.raises(Unreadable, match="no name or no version"):
        parse(io.BytesIO(HAND_WRITTEN.replace('Gem::Version.new("0.3")', "Tool::VERSION").encode()), "tool.gemspec")


def test_the_recipe_of_a_gem_in_its_own_directory_is_not_installed():
    assert found({"usr/lib/ruby/gems/3.1.0/gems/tool-0.3/tool.gemspec": HAND_WRITTEN}) == {}


def test_debian_keeps_specifications_of_its_own():
    assert gem_home("usr/share/rubygems-integration/all/specifications/rake-13.0.6.gemspec") == (
        "usr/share/rubygems-integration/all"
    )
