"""The server of these tests: it leaves nothing open behind a browser that went away."""

import gc
import socket
import struct
import time
from urllib.parse import urlsplit

ASK = b"GET /static/icon.svg HTTP/1.1\r\nHost: localhost\r\nIf-Modified-Since: Sun, 22 Nov 2037 00:00:00 GMT\r\n\r\n"
AT_ONCE = struct.pack("ii", 1, 0)


def test_a_file_is_closed_though_the_browser_breaks_the_connection_right_after_reading(site: str):
    where = urlsplit(site)
    for _ in range(20):
        with socket.create_connection((where.hostname, where.port)) as browser:
            browser.sendall(ASK)
            assert browser.recv(1)
            browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    time.sleep(0.5)
    gc.collect()
