#!/usr/bin/env python3
"""Run Tieout's management commands."""

import os
import sys


def main() -> None:
    """Hand the command line to Django, on the development settings unless told otherwise."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
