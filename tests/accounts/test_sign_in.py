import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.actions.people import change_person, system_actor
from accounts.history import Unrecorded
from accounts.models import LedgerEntry, User
from tests.factories.accounts import PASSWORD, PersonFactory
from tests.factories.clock import clock

pytestmark = pytest.mark.django_db
FRESH = "a quite different passphrase"


@pytest.fixture
def person() -> User:
    found: User = PersonFactory.create(name="Head of Sales")
    return found


def sign_in(client: Client, email: str = "head.of.sales@example.com", **more: Any) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": PASSWORD} | more)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def kept() -> User:
    return User.objects.get(email="head.of.sales@example.com")


class TestSignIn:
    def test_opens_with_address_and_password(self, person: User, client: Client) -> None:
        assert sign_in(client).status_code == 302
        assert signed_in(client)
        assert kept().last_login is not None

    def test_reads_the_address_in_any_case(self, person: User, client: Client) -> None:
        assert sign_in(client, "Head.Of.Sales@Example.COM").status_code == 302

    def test_writes_no_history(self, person: User, client: Client) -> None:
        rows, entries = person.history.count(), LedgerEntry.objects.count()
        sign_in(client)

        assert (person.history.count(), LedgerEntry.objects.count()) == (rows, entries)

    def test_says_the_same_of_a_wrong_password_and_an_unknown_address(
        self, person: User, client: Client
    ) -> None:
        wrong = sign_in(client, password="not it at all").content.decode()
        unknown = sign_in(client, "nobody@example.com").content.decode()

        told = "The email address and/or password you specified are not correct."
        assert told in wrong
        assert told in unknown
        assert not signed_in(client)

    def test_is_shut_to_a_closed_account(self, person: User, client: Client) -> None:
        User.objects.filter(pk=person.pk).update(is_active=False)
        answer = sign_in(client)

        assert answer["Location"] == "/accounts/inactive/"
        assert not signed_in(client)

    def test_is_shut_to_the_system_actor(self, client: Client) -> None:
        system = system_actor(clock.tick())

        assert sign_in(client, system.email, password="!").status_code == 200
        assert not signed_in(client)

    def test_is_limited_after_wrong_passwords(
        self, person: User, client: Client, settings: Any
    ) -> None:
        settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/5m/key"}
        cache.clear()
        for _ in range(3):
            sign_in(client, password="not it at all")
        answer = sign_in(client)

        assert "Too many failed login attempts" in answer.content.decode()
        assert not signed_in(client)
        cache.clear()


class TestSignUp:
    def test_is_closed(self, client: Client) -> None:
        told = {"email": "new@example.com", "password1": PASSWORD, "password2": PASSWORD}

        assert "People join by invitation" in client.get("/accounts/signup/").content.decode()
        client.post("/accounts/signup/", told)
        assert not User.objects.exists()


class TestAddress:
    def test_cannot_be_changed_by_oneself(self, person: User, client: Client) -> None:
        client.force_login(person)
        assert (
            client.post(
                "/accounts/email/", {"email": "mine@example.com", "action_add": ""}
            ).status_code
            == 405
        )

        assert not EmailAddress.objects.exists()
        assert mail.outbox == []

    def test_names_who_can_change_it(self, person: User, client: Client) -> None:
        keeper = PersonFactory.create(role=User.Role.ADMINISTRATOR)
        client.force_login(person)

        text = client.get("/accounts/email/").content.decode()
        assert person.email in text
        assert keeper.email in text

    def test_asks_a_stranger_to_sign_in(self, client: Client) -> None:
        assert client.get("/accounts/email/").status_code == 302


def reset_link(client: Client, email: str = "head.of.sales@example.com") -> str:
    client.post("/accounts/password/reset/", {"email": email})
    found = re.search(r"http://testserver(/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def choose(client: Client, link: str, password: str = FRESH) -> Any:
    form = client.get(link, follow=True)
    sent = {"password1": password, "password2": password}
    return client.post(form.request["PATH_INFO"], sent, follow=True)


class TestReset:
    def test_sets_a_password_once(self, person: User, client: Client) -> None:
        link = reset_link(client)
        assert "Your password is set" in choose(client, link).content.decode()

        assert kept().check_password(FRESH)
        assert "no longer works" in client.get(link, follow=True).content.decode()

    def test_refuses_a_password_that_is_easily_guessed(self, person: User, client: Client) -> None:
        choose(client, reset_link(client), "password")

        assert kept().check_password(PASSWORD)

    def test_ends_other_sessions(self, person: User, client: Client) -> None:
        other = Client()
        sign_in(other)
        choose(client, reset_link(client))

        assert other.get("/settings/").status_code == 302

    def test_does_not_undo_what_changed_meanwhile(self, person: User, client: Client) -> None:
        link = reset_link(client)
        system = system_actor(clock.tick())
        change_person(person=person, name="Chief", reason="Promoted", actor=system, at=clock.tick())
        choose(client, link)

        assert kept().name == "Chief"
        assert kept().check_password(FRESH)

    def test_says_nothing_about_unknown_addresses(self, client: Client) -> None:
        known = client.post("/accounts/password/reset/", {"email": "nobody@example.com"})

        assert known["Location"] == "/accounts/password/reset/done/"
        assert not any("/reset/key/" in str(letter.body) for letter in mail.outbox)

    def test_of_a_closed_account_sends_no_link(self, person: User, client: Client) -> None:
        User.objects.filter(pk=person.pk).update(is_active=False)
        client.post("/accounts/password/reset/", {"email": person.email})

        assert not any("/reset/key/" in str(letter.body) for letter in mail.outbox)

    def test_keeps_no_address_beside_the_persons_own(self, person: User, client: Client) -> None:
        choose(client, reset_link(client))

        assert not EmailAddress.objects.exists()


class TestOwnPassword:
    def test_is_changed_with_the_old_one(self, person: User, client: Client) -> None:
        sign_in(client)
        sent = {"oldpassword": PASSWORD, "password1": FRESH, "password2": FRESH}
        rows = person.history.count()
        assert client.post("/accounts/password/change/", sent).status_code == 302

        assert kept().check_password(FRESH)
        assert person.history.count() == rows
        assert signed_in(client)

    def test_is_not_changed_without(self, person: User, client: Client) -> None:
        sign_in(client)
        sent = {"oldpassword": "guess", "password1": FRESH, "password2": FRESH}
        client.post("/accounts/password/change/", sent)

        assert kept().check_password(PASSWORD)


class TestSecondStep:
    @pytest.mark.parametrize(
        "page", ["", "totp/activate/", "webauthn/", "webauthn/add/", "recovery-codes/"]
    )
    def test_pages_open(self, person: User, client: Client, page: str) -> None:
        sign_in(client)
        answer = client.get(f"/accounts/2fa/{page}", follow=True)

        assert answer.status_code in (200, 404)
        assert (answer.status_code == 404) == (page == "recovery-codes/")

    def test_can_be_set_up_after_a_reset(self, person: User, client: Client) -> None:
        from allauth.mfa.totp.internal.auth import (
            format_hotp_value,
            hotp_value,
            yield_hotp_counters_from_time,
        )

        choose(client, reset_link(client))
        sign_in(client, password=FRESH)
        page = client.post(
            "/accounts/reauthenticate/?next=/accounts/2fa/totp/activate/",
            {"password": FRESH},
            follow=True,
        )
        secret = page.context["form"].secret
        counter = next(iter(yield_hotp_counters_from_time()))
        code = format_hotp_value(hotp_value(secret, counter))
        assert client.post("/accounts/2fa/totp/activate/", {"code": code}).status_code == 302

        guest = Client()
        assert sign_in(guest, password=FRESH)["Location"].startswith("/accounts/2fa/authenticate/")
        assert not signed_in(guest)


def test_a_save_outside_an_act_is_refused(person: User) -> None:
    person.name = "Somebody else"

    with pytest.raises(Unrecorded):
        person.save()
