"""A deployment: everything that matters comes from the environment, and nothing is guessed."""

from config.settings.base import *  # noqa: F403 - a settings module extends the shared one
from config.settings.base import REST_FRAMEWORK
from config.settings.environment import (
    VAR_DIR,
    database,
    env,
    flag,
    number,
    required,
    required_list,
    secret,
)
from config.settings.logs import logging_config

RANDOM = 'Create one with: python3 -c "import secrets; print(secrets.token_urlsafe(48))".'

DEBUG = False
SECRET_KEY = secret("SECRET_KEY", fix=RANDOM)
TIEOUT_ANCHOR_KEY = secret(
    "TIEOUT_ANCHOR_KEY",
    fix=f"It signs the anchors of the ledger; keep it outside the database. {RANDOM}",
)
ALLOWED_HOSTS = required_list(
    "ALLOWED_HOSTS", fix="List the host names people use, such as tieout.example.com."
)
TIEOUT_BASE_URL = env.str("TIEOUT_BASE_URL", default=f"https://{ALLOWED_HOSTS[0]}")
CSRF_TRUSTED_ORIGINS = [TIEOUT_BASE_URL]

DATABASES = {"default": database()}

CELERY_BROKER_URL = required(
    "CELERY_BROKER_URL", fix="Set it to redis://HOST:6379/0, or filesystem:// on a single machine."
)
if CELERY_BROKER_URL == "filesystem://":
    from config.settings import embedded

    embedded.make_broker_folders()
    CELERY_BROKER_TRANSPORT = embedded.CELERY_BROKER_TRANSPORT
    CELERY_BROKER_TRANSPORT_OPTIONS = embedded.CELERY_BROKER_TRANSPORT_OPTIONS

# Shorter than a worker's lease on a mail, or a server that hangs has the mail sent twice.
EMAIL_TIMEOUT = 10
EMAIL_CONFIG = env.email_url_config(
    required("EMAIL_URL", fix="Set it to smtp+tls://USER:PASSWORD@HOST:587.")
)
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = required(
    "DEFAULT_FROM_EMAIL", fix="Set the sender of Tieout's mail, such as tieout@example.com."
)

STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SECURE_SSL_REDIRECT = flag("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = number("SECURE_HSTS_SECONDS", default=31_536_000, low=0, high=63_072_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
if flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Else everybody would share the limits of one address, that of the proxy.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
    REST_FRAMEWORK = REST_FRAMEWORK | {"NUM_PROXIES": 1}
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

LOGGING = logging_config(json=True, level=env.str("LOG_LEVEL", default="INFO"))
