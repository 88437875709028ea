#!/usr/bin/env python
"""Runs one of the project's commands, such as `migrate` or `demo`."""

import os
import sys

from django.core.management import execute_from_command_line

from config import beside

if __name__ == "__main__":
    beside.join()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    execute_from_command_line(sys.argv)
