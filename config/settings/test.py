"""The suite's settings: fast, silent, and on any database that DATABASE_URL names."""

from config.settings.base import *  # noqa: F403 - a settings module extends the shared one
from config.settings.base import REST_FRAMEWORK
from config.settings.environment import VAR_DIR, database, env
from config.settings.logs import logging_config

DEBUG = False
SECRET_KEY = "insecure-test-key-that-signs-nothing-of-value"  # noqa: S105 - signs test cookies only
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
TIEOUT_ANCHOR_KEY = "insecure-test-anchor-key"
TIEOUT_BASE_URL = "http://testserver"

# Lists and rows of bridges are plain files, which the storage in memory does not hold.
MEDIA_ROOT = VAR_DIR / "test-media"
DATABASES = {"default": database(default=f"sqlite:///{VAR_DIR / 'test.sqlite3'}")}
# Tables are made from the models, which is quicker; a test of a whole site runs the migrations.
DATABASES["default"]["TEST"] = {"MIGRATE": False}
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="memory://")
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = "Tieout <tieout@example.com>"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A test that proves a limit sets it; the others must not run into one.
ACCOUNT_RATE_LIMITS = False
REST_FRAMEWORK = REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"user": None, "anon": None}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

LOGGING = logging_config(json=False, level="WARNING")
