"""The forms at the door: what they check is allauth's, what they say is ours."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.mfa.base.forms import AuthenticateForm
from django import forms

from accounts.forms.plain import say_what_is_missing


class Worded(forms.Form):
    """Name what is missing; a label says what to enter, so no placeholder repeats it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in ("login", "email"):
                field.label = "E-mail"
        say_what_is_missing(self)


class SignIn(Worded, allauth_forms.LoginForm):
    """Asks who somebody is."""


class AskForLink(Worded, allauth_forms.ResetPasswordForm):
    """Asks where a link goes that sets a new password."""


class NewPassword(Worded, allauth_forms.ResetPasswordKeyForm):
    """Sets a password by such a link."""


class OtherPassword(Worded, allauth_forms.ChangePasswordForm):
    """Changes a password that is known."""


class SignInAgain(Worded, allauth_forms.ReauthenticateForm):
    """Asks for the password again before something that matters."""


class SecondStep(Worded, AuthenticateForm):
    """Asks for the code of the second step."""
