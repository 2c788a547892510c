"""The settings of a development site whose messages reach the loopback address, and at once."""

from dataclasses import replace

from config.settings.development import *  # noqa: F403 - a settings module extends another
from config.settings.development import TIEOUT as POLICY

TIEOUT = replace(POLICY, webhook_to_private=True, chat_merge_minutes=0)
