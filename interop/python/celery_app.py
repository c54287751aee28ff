# SPDX-License-Identifier: Apache-2.0
"""The application that the Celery stories and their workers share. INTEROP_RUN keeps runs apart."""

import os
import time
from pathlib import Path

from celery import Celery
from kombu import Exchange, Queue
from kombu.common import Broadcast

RUN = os.environ["INTEROP_RUN"]
SIGNALS = Path(os.environ["INTEROP_SIGNALS"])  # files by which a story and a running task speak to each other


def name(what):
    return f"interop.celery.{RUN}.{what}"


def queue(what, exchange=None, key=None):
    return Queue(name(what), exchange or Exchange(name("tasks"), "direct"), routing_key=key or name(what))


topic_logs = Exchange(name("topic_logs"), "topic")

app = Celery("interop", broker=os.environ["AMQP_URL"], backend="rpc://")
app.conf.update(
    task_queues=[
        queue("tasks"), queue("errors"), queue("infos"), queue("fragile"),
        queue("orange", topic_logs, "*.orange.*"), queue("lazy", topic_logs, "lazy.#"),
        Broadcast(name("everyone"), queue=name("everyone") + "." + os.environ.get("INTEROP_WORKER", "")),
    ],
    task_default_queue=name("tasks"),
    task_default_exchange=name("tasks"),
    task_default_routing_key=name("tasks"),
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=60,
    worker_prefetch_multiplier=1,
    broker_connection_timeout=20,
    broker_transport_options={"confirm_publish": True},
    result_expires=300,
)  # fmt: skip


@app.task(bind=True)
def who(self, value):
    """Tells which worker did it, where it came from, and what it was given."""
    return [self.request.hostname.split("@")[0], self.request.delivery_info["routing_key"], value]


@app.task(bind=True)
def wait_for(self, signal):
    """Says that it runs, then runs until told to end."""
    (SIGNALS / f"{signal}.started").touch()
    while not (SIGNALS / f"{signal}.end").exists():
        time.sleep(0.05)
    return [self.request.hostname.split("@")[0], self.request.delivery_info["redelivered"]]


@app.task(bind=True)
def heard(self, what):
    (SIGNALS / f"{what}.{self.request.hostname.split('@')[0]}").touch()


@app.task
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


@app.task(bind=True, max_retries=2)
def third_time(self):
    if self.request.retries < 2:
        raise self.retry(countdown=0.2)
    return self.request.retries
