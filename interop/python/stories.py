# SPDX-License-Identifier: Apache-2.0
"""What the Python suites share: a story is a function, and its outcome one line on standard output."""

import itertools
import os
import signal
import subprocess
import sys
import traceback
from urllib.parse import unquote, urlsplit

URL = os.environ["AMQP_URL"]
STORY_SECONDS = 60
HOLD = "hold"

_stories = []
_names = itertools.count()


def story(function):
    _stories.append((function.__name__.replace("_", "-"), function))
    return function


def address():
    """Host, port, user, password and virtual host of AMQP_URL, for clients that take no URL."""
    url = urlsplit(URL)
    host = unquote(url.path[1:]) or "/"
    return url.hostname, url.port or 5672, unquote(url.username or "guest"), unquote(url.password or "guest"), host


def unique(what):
    """A name no other run or story uses, so that a broker that is kept can be tested twice."""
    return f"interop.{os.path.basename(sys.argv[0])}.{os.getpid()}.{next(_names)}.{what}"


def equal(actual, expected, what):
    if actual != expected:
        raise AssertionError(f"{what}: expected {expected!r}, got {actual!r}")


def start_holder(queue):
    """Starts a process that takes one message, tells "BODY REDELIVERED" and then holds it. Returns it and its line."""
    process = subprocess.Popen([sys.executable, sys.argv[0], HOLD, queue], stdout=subprocess.PIPE, text=True)
    line = process.stdout.readline().strip()
    if not line:
        process.kill()
        raise AssertionError(f"the worker that was to die got nothing (exit {process.wait()})")
    return process, line


def kill(process):
    process.kill()
    process.wait()
    process.stdout.close()


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


# The topic tutorial's animals: what is published, and which of them each binding key must bring.
ANIMALS = [
    "quick.orange.rabbit", "lazy.orange.elephant", "quick.orange.fox", "lazy.brown.fox", "lazy.pink.rabbit",
    "quick.brown.fox", "orange", "quick.orange.new.rabbit", "lazy.orange.new.rabbit", "lazy", "",
]  # fmt: skip
ANIMALS_BY_BINDING = {
    ("*.orange.*",): ["quick.orange.rabbit", "lazy.orange.elephant", "quick.orange.fox"],
    ("*.*.rabbit", "lazy.#"): [
        "quick.orange.rabbit", "lazy.orange.elephant", "lazy.brown.fox", "lazy.pink.rabbit",
        "lazy.orange.new.rabbit", "lazy",
    ],
    ("#",): ANIMALS,
}  # fmt: skip


def main(hold):
    if sys.argv[1:2] == [HOLD]:
        hold(sys.argv[2])
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    failed = False
    for name, function in _stories:
        signal.signal(signal.SIGALRM, _too_long)
        signal.alarm(STORY_SECONDS)
        try:
            function()
            outcome = "ok"
        except Exception as e:
            traceback.print_exc()
            outcome = "failed: " + f"{type(e).__name__}: {e}".replace("\n", " ")
            failed = True
        finally:
            signal.alarm(0)
        print(name, outcome, flush=True)
    sys.exit(1 if failed else 0)


def _too_long(*_):
    raise TimeoutError(f"not done after {STORY_SECONDS} s")
