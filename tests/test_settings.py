"""Settings: one table, and its description in the README is the table."""

from dataclasses import fields
from pathlib import Path

import pytest

from graft.errors import BadParameter
from graft.settings import ROOT, Settings


def described() -> str:
    rows = ["| variable | default | |", "| --- | --- | --- |"]
    for setting in fields(Settings):
        default = setting.default
        if isinstance(default, Path) and default.is_relative_to(ROOT):
            default = default.relative_to(ROOT)
        rows.append(f"| `GRAFT_{setting.name.upper()}` | {default} | {setting.metadata['help']} |")
    return "\n".join(rows)


def test_the_readme_describes_every_setting():
    assert described() in (ROOT / "backend" / "README.md").read_text()


def test_settings_come_from_the_environment(tmp_path):
    settings = Settings.load(
        {"GRAFT_HOME": str(tmp_path), "GRAFT_PORT": "9000", "GRAFT_LEASE_SECONDS": "2.5"}
    )
    assert (settings.home, settings.port, settings.lease_seconds) == (tmp_path, 9000, 2.5)
    assert Settings.load({}).port == 8000


def test_a_setting_of_the_wrong_type_says_which():
    with pytest.raises(BadParameter, match="GRAFT_PORT"):
        Settings.load({"GRAFT_PORT": "the usual"})
