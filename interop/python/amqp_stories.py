# SPDX-License-Identifier: Apache-2.0
"""The tutorials with py-amqp, the library below kombu and Celery."""

import contextlib
import socket
import time

import amqp
from stories import ANIMALS, ANIMALS_BY_BINDING, address, equal, fibonacci, kill, main, start_holder, story, unique


@contextlib.contextmanager
def connect(**options):
    host, port, user, password, virtual_host = address()
    connection = amqp.Connection(f"{host}:{port}", user, password, virtual_host=virtual_host, **options)
    connection.connect()
    try:
        yield connection
    finally:
        connection.close()


def serve(done, *connections, seconds=20):
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        for connection in connections:
            with contextlib.suppress(socket.timeout):
                connection.drain_events(timeout=0.05)


def consume(channel, queue, **options):
    got = []
    channel.basic_consume(queue, callback=got.append, on_cancel=lambda tag: None, **options)
    return got


def bodies(got):
    return [message.body for message in got]


def mechanism(name):
    with connect(login_method=name) as connection:
        channel = connection.channel()
        queue = unique("hello")
        equal(tuple(channel.queue_declare(queue, auto_delete=False)), (queue, 0, 0), "declare-ok")
        headers = {"text": "žluť", "n": 7, "big": 2**40, "yes": True, "list": [1, "a"], "table": {"x": 1.5}}
        sent = ["Hello World!", "", "x" * 500_000]
        for body in sent:
            message = amqp.Message(body, content_type="text/plain", delivery_mode=2, application_headers=headers)
            channel.basic_publish(message, routing_key=queue)
        got = consume(channel, queue, no_ack=True)
        serve(lambda: len(got) == 3, connection)
        equal(bodies(got), sent, "bodies")
        equal([m.properties["application_headers"] for m in got], [headers] * 3, "headers")
        equal([m.delivery_info["redelivered"] for m in got], [False] * 3, "redelivered")
        channel.queue_delete(queue)


@story
def hello():
    mechanism("PLAIN")


@story
def hello_amqplain():
    mechanism("AMQPLAIN")


@story
def work_queue():
    with connect() as first, connect() as second:
        queue = unique("tasks")
        slow, quick = first.channel(), second.channel()
        slow.queue_declare(queue, durable=True, auto_delete=False)
        for n in range(6):
            slow.basic_publish(amqp.Message(f"task {n}", delivery_mode=2), routing_key=queue)
        slow.basic_qos(0, 1, False)
        quick.basic_qos(0, 1, False)
        busy = consume(slow, queue)
        serve(lambda: busy, first)
        idle = []

        def work(message):
            idle.append(message.body)
            quick.basic_ack(message.delivery_tag)

        quick.basic_consume(queue, callback=work, on_cancel=lambda tag: None)
        serve(lambda: len(idle) == 5, second)
        serve(lambda: len(busy) > 1, first, seconds=0.2)
        equal(bodies(busy), ["task 0"], "what the busy worker holds")
        equal(idle, [f"task {n}" for n in range(1, 6)], "what the idle worker did")
        slow.basic_ack(busy[0].delivery_tag)
        equal(slow.queue_delete(queue), 0, "messages left")


@story
def dying_worker():
    with connect() as connection:
        channel = connection.channel()
        queue = unique("fragile")
        channel.queue_declare(queue, auto_delete=False)
        channel.basic_publish(amqp.Message("precious"), routing_key=queue)
        worker, line = start_holder(queue)
        equal(line, "precious False", "what the worker got before it died")
        got = consume(channel, queue)
        kill(worker)
        serve(lambda: got, connection)
        equal([(m.body, m.delivery_info["redelivered"]) for m in got], [("precious", True)], "what the other worker got")
        channel.basic_ack(got[0].delivery_tag)
        channel.queue_delete(queue)


def listen_to(channel, exchange, bindings):
    queue = channel.queue_declare(exclusive=True).queue
    for binding in bindings:
        channel.queue_bind(queue, exchange, binding)
    return consume(channel, queue, no_ack=True)


def routing(exchange_type, wanted, sent):
    with connect() as connection:
        channel = connection.channel()
        exchange = unique(exchange_type)
        channel.exchange_declare(exchange, exchange_type, auto_delete=True)
        got = [listen_to(channel, exchange, bindings) for bindings in wanted]
        expected = list(wanted.values())
        for key in sent:
            channel.basic_publish(amqp.Message(key), exchange, key)
        serve(lambda: list(map(len, got)) == list(map(len, expected)), connection)
        equal([bodies(heard) for heard in got], expected, "logs")
        equal([[m.delivery_info["routing_key"] for m in heard] for heard in got], expected, "routing keys")


@story
def fanout():
    routing("fanout", {("",): ["a", "b", "c"], ("other",): ["a", "b", "c"]}, ["a", "b", "c"])


@story
def direct():
    routing("direct", {("error",): ["error"], ("info", "error"): ["info", "error"]}, ["info", "debug", "error"])


@story
def topic():
    routing("topic", ANIMALS_BY_BINDING, ANIMALS)


@story
def rpc():
    with connect() as one, connect() as other:
        server, client = one.channel(), other.channel()
        queue = unique("rpc_queue")
        server.queue_declare(queue)

        def answer(request):
            reply = amqp.Message(str(fibonacci(int(request.body))), correlation_id=request.properties["correlation_id"])
            server.basic_publish(reply, routing_key=request.properties["reply_to"])
            server.basic_ack(request.delivery_tag)

        server.basic_consume(queue, callback=answer)
        callback = client.queue_declare(exclusive=True).queue
        replies = consume(client, callback, no_ack=True)
        for n in (10, 15):
            request = amqp.Message(str(n), reply_to=callback, correlation_id=f"fib-{n}")
            client.basic_publish(request, routing_key=queue)
        serve(lambda: len(replies) == 2, one, other)
        # Any order: py-amqp looks for news before it publishes, so it may answer the second request first.
        answers = {m.properties["correlation_id"]: m.body for m in replies}
        equal(answers, {"fib-10": "55", "fib-15": "610"}, "answers")


@story
def confirms():
    with connect(confirm_publish=True) as connection:
        channel = connection.channel()
        queue = channel.queue_declare(exclusive=True).queue
        confirmed = []
        channel.events["basic_ack"].add(lambda *tag: confirmed.append(tag))
        for n in range(50):
            channel.basic_publish(amqp.Message(str(n)), routing_key=queue)
        equal(sorted(tag for tag, _ in confirmed), list(range(1, 51)), "tags confirmed")
        got = [channel.basic_get(queue, no_ack=True) for _ in range(50)]
        equal(bodies(got), [str(n) for n in range(50)], "order")
        equal(channel.basic_get(queue), None, "get from the empty queue")


@story
def cancelled_by_the_broker():
    """Whoever announced consumer_cancel_notify is told when the queue goes."""
    with connect() as connection:
        channel = connection.channel()
        queue = channel.queue_declare().queue
        cancelled = []
        tag = channel.basic_consume(queue, on_cancel=cancelled.append)
        channel.queue_delete(queue)
        serve(lambda: cancelled, connection)
        equal(cancelled, [tag], "consumers cancelled")


@story
def returns():
    with connect() as connection:
        channel = connection.channel()
        got = []
        channel.events["basic_return"].add(lambda *returned: got.append(returned))
        channel.basic_publish(amqp.Message("lost"), "amq.direct", "nowhere", mandatory=True)
        serve(lambda: got, connection)
        exception, exchange, routing_key, message = got[0]
        equal((exception.reply_code, exchange, routing_key), (312, "amq.direct", "nowhere"), "return")
        equal(message.body, "lost", "body")


def hold(queue):
    with connect() as connection:
        channel = connection.channel()
        channel.basic_qos(0, 1, False)
        tell = lambda message: print(message.body, message.delivery_info["redelivered"], flush=True)  # noqa: E731
        channel.basic_consume(queue, callback=tell)
        while True:
            connection.drain_events()


main(hold)
