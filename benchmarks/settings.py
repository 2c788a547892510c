"""The suite's settings, with what a deployment adds to each request switched on."""

from config.settings.test import *  # noqa: F403 - a settings module extends the shared one
from config.settings.test import DATABASES, REST_FRAMEWORK

REST_FRAMEWORK = REST_FRAMEWORK | {
    "DEFAULT_THROTTLE_RATES": {"user": "100000/min", "anon": "100000/min"}
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = False
# The suite makes its tables from the models; what is measured here is an installation's database.
DATABASES["default"]["TEST"] = {"MIGRATE": True}
