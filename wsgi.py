"""The WSGI application, for `flask --app wsgi run` and any WSGI server. Settings come from `LMS_...` variables."""

import os
import sys

from lms.app import create_app
from lms.core.settings import Settings, SettingsError

try:
    app = create_app(Settings.from_environment(os.environ))
except SettingsError as fault:
    sys.exit("\n".join(fault.faults))
