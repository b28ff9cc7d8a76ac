"""Whether this machine's server is ready: asks /readyz under the name that people use, and exits with 1 if it is not."""

import os
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit

host = urlsplit(os.environ.get("LMS_BASE_URL", "http://localhost:8000")).hostname or "localhost"
request = urllib.request.Request("http://127.0.0.1:8000/readyz", headers={"Host": host})
try:
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - our own server
        sys.exit(0 if answer.status == 200 else 1)
except urllib.error.URLError:
    sys.exit(1)
