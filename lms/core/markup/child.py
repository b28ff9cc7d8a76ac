"""The program of the rendering child: one text after another, each under a limit of time that the kernel keeps."""

import resource
import signal
import socket
import sys
from dataclasses import astuple

from lms.core.markup.channel import Channel
from lms.core.markup.render import Targets, render, render_inline

READY, LINK, PICTURE, DONE, FAILED, NO_MEMORY = "ready", "link", "picture", "done", "failed", "no memory"


def main(arguments: list[str]) -> None:
    """Serve the parent at the socket, with seconds of processor time for each text (0: no limit) and bytes of memory (0: no limit)."""
    number, seconds, memory = arguments
    if int(memory):
        resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(Channel(socket.socket(fileno=int(number))), float(seconds))


def serve(channel: Channel, seconds: float) -> None:
    """Render until the parent is gone."""
    channel.send(READY)
    while True:
        try:
            text, language, inline = channel.receive()
        except EOFError:
            return
        # The default answer to this signal is death: a handler would wait for ever until one C expression comes back.
        signal.setitimer(signal.ITIMER_PROF, seconds)
        answer = _answer(channel, text, language, inline=inline)
        signal.setitimer(signal.ITIMER_PROF, 0)
        channel.send(*answer)


def _answer(channel: Channel, text: str, language: str, *, inline: bool) -> tuple[object, ...]:
    def ask(kind: str, target: str) -> str | None:
        channel.send(kind, target)
        address: str | None = channel.receive()[0]
        return address

    targets = Targets(lambda target: ask(LINK, target), lambda target: ask(PICTURE, target))
    try:
        rendered = (render_inline if inline else render)(text, language, targets)
    except MemoryError:
        return (NO_MEMORY,)
    except (EOFError, OSError):
        raise
    except Exception as fault:  # noqa: BLE001 - whatever the libraries raise on a text is a fault of that text, and the next one may be good
        return FAILED, type(fault).__name__
    return DONE, *astuple(rendered)


if __name__ == "__main__":
    main(sys.argv[1:])
