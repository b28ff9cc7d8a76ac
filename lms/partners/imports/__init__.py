"""Files of figures: kept after the upload, looked at, and entered once that is confirmed."""
