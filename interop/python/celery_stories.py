# SPDX-License-Identifier: Apache-2.0
"""The tutorials with Celery: two real workers, with their gossip, events and remote control, and one that dies."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ["INTEROP_RUN"] = str(os.getpid())
os.environ["INTEROP_SIGNALS"] = tempfile.mkdtemp(prefix="interop-celery-")

from celery import group  # noqa: E402
from celery_app import SIGNALS, app, fibonacci, heard, name, third_time, topic_logs, wait_for, who  # noqa: E402
from kombu import Connection, Queue  # noqa: E402
from stories import ANIMALS, URL, equal, main, story  # noqa: E402

QUEUES = {"one": ["tasks", "errors", "orange", "everyone"], "two": ["tasks", "infos", "lazy", "everyone"]}
SECONDS = 40
workers = {}


def start_worker(worker, queues):
    command = [
        sys.executable, "-m", "celery", "-A", "celery_app", "worker", "-n", f"{worker}@{name('node')}", "-c", "1", "-E",
        "-l", "info", "-Q", ",".join(name(queue) for queue in queues),
    ]  # fmt: skip
    environment = dict(os.environ, INTEROP_WORKER=worker, C_FORCE_ROOT="1")
    workers[worker] = subprocess.Popen(
        command, cwd=Path(__file__).parent, env=environment, stdout=sys.stderr, start_new_session=True
    )


def until(condition, what):
    deadline = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {SECONDS} s")
        time.sleep(0.05)


def node(worker):
    return f"{worker}@{name('node')}"


def alive():
    """The workers that answer a ping, which goes out by fanout and comes back to a queue of this process."""
    replies = app.control.ping(destination=[node(worker) for worker in workers], timeout=1)
    return sorted(answer for reply in replies for answer in reply)


def on(queue):
    """Publishing options that reach a queue through the direct exchange."""
    return {"exchange": name("tasks"), "routing_key": name(queue)}


@story
def hello():
    for worker, queues in QUEUES.items():
        start_worker(worker, queues)
    until(lambda: alive() == [node("one"), node("two")], "both workers answer")
    worker, key, value = who.delay({"text": "Hello žluť!", "list": [1, 2.5, None]}).get(timeout=SECONDS)
    equal((worker in QUEUES, key, value), (True, name("tasks"), {"text": "Hello žluť!", "list": [1, 2.5, None]}), "result")


@story
def work_queue():
    slow = wait_for.delay("slow")
    until((SIGNALS / "slow.started").exists, "the slow task runs")
    results = [who.delay(n) for n in range(8)]
    done = [result.get(timeout=SECONDS) for result in results]
    (SIGNALS / "slow.end").touch()
    busy, redelivered = slow.get(timeout=SECONDS)
    (idle,) = set(QUEUES) - {busy}
    equal(([[worker, value] for worker, _, value in done], redelivered), ([[idle, n] for n in range(8)], False), "who did")


@story
def direct():
    results = [who.apply_async([n], **on("errors" if n % 3 == 0 else "infos")) for n in range(9)]
    workers_of = [result.get(timeout=SECONDS)[0] for result in results]
    equal(workers_of, ["one" if n % 3 == 0 else "two" for n in range(9)], "who did what")


@story
def topic():
    results = []
    for animal in ANIMALS:
        if ".orange." in animal and animal.count(".") == 2 or animal.split(".")[0] == "lazy":
            results.append((animal, who.apply_async([animal], exchange=topic_logs.name, routing_key=animal)))
    for animal, result in results:
        worker, key, value = result.get(timeout=SECONDS)
        equal((key, value), (animal, animal), "routing key and argument")
        if animal in ("quick.orange.fox", "quick.orange.rabbit"):
            equal(worker, "one", f"who did {animal}")
        elif animal != "lazy.orange.elephant":
            equal(worker, "two", f"who did {animal}")


@story
def fanout():
    heard.apply_async(["news"], exchange=name("everyone"), routing_key="all")
    until(lambda: all((SIGNALS / f"news.{worker}").exists() for worker in QUEUES), "both workers heard the news")


@story
def rpc():
    results = group(fibonacci.s(n) for n in (5, 10, 15, 20)).apply_async()
    equal(results.get(timeout=SECONDS), [5, 55, 610, 6765], "answers")


@story
def eta_and_retry():
    """Tasks kept for later make Celery raise its prefetch count as it goes, with basic.qos global."""
    later = [who.apply_async([n], countdown=1, **on("errors")) for n in range(4)]
    now = who.apply_async(["now"], **on("errors"))
    equal(now.get(timeout=SECONDS)[2], "now", "what had not to wait")
    equal([result.ready() for result in later], [False] * 4, "done before their time")
    equal([result.get(timeout=SECONDS)[2] for result in later], list(range(4)), "what had to wait")
    equal(third_time.delay().get(timeout=SECONDS), 2, "retries")


@story
def remote_control():
    equal(alive(), sorted(node(worker) for worker in QUEUES), "workers that answer")
    queues = app.control.inspect([node("one")], timeout=SECONDS, limit=1).active_queues()[node("one")]
    equal(len(queues), len(QUEUES["one"]), "queues of worker one")
    equal(queues[0]["exchange"]["name"], name("tasks"), "its exchange")


@story
def dying_worker():
    start_worker("doomed", ["fragile"])
    until(lambda: node("doomed") in alive(), "the doomed worker answers")
    result = wait_for.apply_async(["precious"], **on("fragile"))
    until((SIGNALS / "precious.started").exists, "the precious task runs")
    kill("doomed")
    (SIGNALS / "precious.end").touch()
    app.control.add_consumer(name("fragile"), destination=[node("two")], reply=True, timeout=SECONDS, limit=1)
    equal(result.get(timeout=SECONDS), ["two", True], "who did it in the end, and whether it was redelivered")


@story
def confirms():
    """Nobody takes from this queue: what confirm_publish was told is kept must be there."""
    with app.connection_for_write() as connection:
        quiet = Queue(name("quiet"), name("tasks"), name("quiet"))(connection.default_channel)
        quiet.queue_declare()
        quiet.queue_bind()
        with app.amqp.Producer(connection.channel()) as producer:
            for n in range(50):
                who.apply_async([n], producer=producer, **on("quiet"))
        equal(quiet.purge(), 50, "tasks confirmed and kept")
        quiet.delete()


@story
def returns():
    returned = []
    with app.connection_for_write() as connection:
        producer = app.amqp.Producer(connection.channel(), on_return=lambda *what: returned.append(what))
        who.apply_async(["lost"], exchange=name("tasks"), routing_key="nowhere", producer=producer, mandatory=True)
        with contextlib.suppress(socket.timeout):
            while not returned:
                connection.drain_events(timeout=SECONDS)
    exception, exchange, key, message = returned[0]
    equal((exception.reply_code, exchange, key), (312, name("tasks"), "nowhere"), "return")


@story
def shutdown():
    app.control.shutdown(destination=[node(worker) for worker in QUEUES])
    for worker in QUEUES:
        equal(workers[worker].wait(SECONDS), 0, f"exit of worker {worker}")


def kill(worker):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(workers[worker].pid, signal.SIGKILL)
    workers.pop(worker).wait()


def clean():
    for worker in list(workers):
        kill(worker)
    with Connection(URL) as connection:
        for queue in ("tasks", "errors", "infos", "fragile", "orange", "lazy"):
            connection.default_channel.queue_delete(name(queue))
        for exchange in ("tasks", "topic_logs", "everyone"):
            connection.default_channel.exchange_delete(name(exchange))
    shutil.rmtree(SIGNALS, ignore_errors=True)


try:
    main(hold=None)
finally:
    clean()
