"""Health, signing in and out, the second step, and one's own tokens."""

from tests.governance.permissions.table import EVERYBODY, SIGNED_IN, Row, get, post

STRANGERS = "200 302 302 302 302 302"  # whoever is signed in is sent home
ELSEWHERE = "302 302 302 302 302 302"  # to sign in, to confirm the password, or back
NOT_SET_UP = "302 404 404 404 404 404"  # no second step to show yet
CONFIRM_EMAIL = r"accounts/^confirm-email/(?P<key>[-:\w]+)/$"
NEW_PASSWORD = r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"
CONFIRM_PATH, PASSWORD_PATH = "accounts/confirm-email/abc/", "accounts/password/reset/key/1-abc/"

ROWS: list[Row] = [
    get("healthz", EVERYBODY),
    # The table's clock runs for weeks and no worker does: mail is overdue, and it says so.
    get("readyz", "503 503 503 503 503 503"),
    get("settings/tokens/"),
    post("settings/tokens/make/", "302 422 422 422 422 422"),
    post("settings/tokens/<slug:prefix>/revoke/", ELSEWHERE),
    get("accounts/login/", STRANGERS),
    post("accounts/login/", STRANGERS),
    get("accounts/logout/", SIGNED_IN),
    post("accounts/logout/", ELSEWHERE),
    get("accounts/inactive/", EVERYBODY),
    get("accounts/signup/", STRANGERS),  # says that sign-up is closed
    post("accounts/signup/", STRANGERS),
    get("accounts/reauthenticate/", SIGNED_IN),
    post("accounts/reauthenticate/", SIGNED_IN),
    get("accounts/confirm-email/", EVERYBODY),
    get("accounts/password/change/", SIGNED_IN),
    post("accounts/password/change/", SIGNED_IN),
    get("accounts/password/set/", ELSEWHERE),
    post("accounts/password/set/", ELSEWHERE),
    get("accounts/password/reset/", EVERYBODY),
    post("accounts/password/reset/", EVERYBODY),
    get("accounts/password/reset/done/", EVERYBODY),
    get("accounts/password/reset/key/done/", EVERYBODY),
    get(NEW_PASSWORD, EVERYBODY, path=PASSWORD_PATH),  # says that the link is used up
    post(NEW_PASSWORD, EVERYBODY, path=PASSWORD_PATH),
    get("accounts/login/code/confirm/", ELSEWHERE),
    post("accounts/login/code/confirm/", ELSEWHERE),
    get(CONFIRM_EMAIL, EVERYBODY, path=CONFIRM_PATH),  # says that the link is used up
    post(CONFIRM_EMAIL, "404 404 404 404 404 404", path=CONFIRM_PATH),
    get("accounts/2fa/", SIGNED_IN),
    get("accounts/2fa/authenticate/", ELSEWHERE),
    post("accounts/2fa/authenticate/", ELSEWHERE),
    get("accounts/2fa/reauthenticate/", ELSEWHERE),
    post("accounts/2fa/reauthenticate/", ELSEWHERE),
    get("accounts/2fa/totp/activate/", ELSEWHERE),
    post("accounts/2fa/totp/activate/", ELSEWHERE),
    get("accounts/2fa/totp/deactivate/", NOT_SET_UP),
    post("accounts/2fa/totp/deactivate/", NOT_SET_UP),
    get("accounts/2fa/recovery-codes/", NOT_SET_UP),
    get("accounts/2fa/recovery-codes/generate/", ELSEWHERE),
    post("accounts/2fa/recovery-codes/generate/", ELSEWHERE),
    get("accounts/2fa/recovery-codes/download/", NOT_SET_UP),
    post("accounts/2fa/recovery-codes/download/", NOT_SET_UP),
    get("accounts/2fa/webauthn/", SIGNED_IN),
    get("accounts/2fa/webauthn/add/", ELSEWHERE),
    post("accounts/2fa/webauthn/add/", ELSEWHERE),
    get("accounts/2fa/webauthn/reauthenticate/", ELSEWHERE),
    post("accounts/2fa/webauthn/reauthenticate/", ELSEWHERE),
    get("accounts/2fa/webauthn/keys/<int:pk>/remove/", ELSEWHERE),
    post("accounts/2fa/webauthn/keys/<int:pk>/remove/", ELSEWHERE),
    get("accounts/2fa/webauthn/keys/<int:pk>/edit/", ELSEWHERE),
    post("accounts/2fa/webauthn/keys/<int:pk>/edit/", ELSEWHERE),
]
