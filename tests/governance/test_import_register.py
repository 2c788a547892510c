from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from tests.factories.governance import Company
from tests.governance.actions.importing import PEOPLE

pytestmark = pytest.mark.django_db


class TestCommand:
    def run(self, *arguments: object) -> str:
        said = StringIO()
        call_command("import_register", *arguments, stdout=said, stderr=said)
        return said.getvalue()

    def test_imports_and_writes_the_result(self, company: Company, tmp_path: Path) -> None:
        file, result = tmp_path / "people.csv", tmp_path / "result.csv"
        file.write_text(PEOPLE, encoding="utf-8")

        assert "would be new 2" in self.run("people", file, "--dry-run")
        assert "new 2, changed 0, unchanged 0, refused 0" in self.run(
            "people", file, "--result", result
        )
        assert "a@example.com" in result.read_text(encoding="utf-8-sig")
        assert "unchanged 2" in self.run("people", file)

    def test_fails_loudly_and_takes_good_rows(self, company: Company, tmp_path: Path) -> None:
        file = tmp_path / "people.csv"
        file.write_text(PEOPLE + "c@example.com,,,\n", encoding="utf-8")

        with pytest.raises(CommandError, match="--good-rows"):
            self.run("people", file)
        assert not User.objects.filter(name="Ada").exists()
        assert "refused 1" in self.run("people", file, "--good-rows")
        assert User.objects.filter(name="Ada").exists()

    def test_acts_as_somebody_who_may(self, company: Company, tmp_path: Path) -> None:
        file = tmp_path / "people.csv"
        file.write_text(PEOPLE, encoding="utf-8")

        with pytest.raises(CommandError, match="Only an administrator"):
            self.run("people", file, "--by", company.steward.email)
        with pytest.raises(CommandError, match="Nobody signs in"):
            self.run("people", file, "--by", "nobody@example.com")
        self.run("people", file, "--by", company.administrator.email)
        ada = User.objects.get(name="Ada")
        assert ada.history.first().history_user == company.administrator

    def test_says_when_a_file_is_not_there(self, company: Company, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="cannot be read"):
            self.run("people", tmp_path / "nothing.csv")
