"""How a line looks that opens or closes a fence of code."""

import re

FENCE = re.compile(r"\s*(`{3,}(?=[^`]*$)|~{3,})")
