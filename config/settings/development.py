"""One machine and no service: SQLite unless DATABASE_URL says otherwise, mail on the console."""

from config.settings import embedded
from config.settings.base import *  # noqa: F403 - a settings module extends the shared one
from config.settings.environment import VAR_DIR, database, env, flag, number
from config.settings.logs import logging_config

# Days by which the clock runs ahead: what time brings about can be seen without waiting for it.
if days := number("CLOCK_AHEAD", default=0, low=0, high=3650):
    from config.settings.ahead import run_ahead

    run_ahead(days)

VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = flag("DEBUG", default=True)
SECRET_KEY = env.str("SECRET_KEY", default="insecure-development-key-for-a-loopback-address-only")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
TIEOUT_ANCHOR_KEY = env.str("TIEOUT_ANCHOR_KEY", default="insecure-development-anchor-key")
TIEOUT_BASE_URL = f"http://127.0.0.1:{env.str('PORT', default='8000')}"

DATABASES = {"default": database(default=f"sqlite:///{VAR_DIR / 'tieout.sqlite3'}")}

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=embedded.CELERY_BROKER_URL)
if CELERY_BROKER_URL == embedded.CELERY_BROKER_URL:
    CELERY_BROKER_TRANSPORT = embedded.CELERY_BROKER_TRANSPORT
    CELERY_BROKER_TRANSPORT_OPTIONS = embedded.CELERY_BROKER_TRANSPORT_OPTIONS
    embedded.make_broker_folders()

# EMAIL_URL=filemail:////some/folder keeps each mail as a file; without it mail is printed.
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = "Tieout <tieout@example.com>"
# Passkeys normally need HTTPS; browsers make an exception for the loopback address.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
# Ports are not part of a cookie's scope: our own names keep two local sites apart.
SESSION_COOKIE_NAME = "tieout_session"
CSRF_COOKIE_NAME = "tieout_csrf"

LOGGING = logging_config(json=False, level=env.str("LOG_LEVEL", default="INFO"))
