# SPDX-License-Identifier: Apache-2.0
"""RabbitMQ's tutorials with pika 1.x."""

import contextlib
import time

import pika
from pika.exceptions import ChannelClosedByBroker, UnroutableError
from stories import ANIMALS, ANIMALS_BY_BINDING, URL, equal, fibonacci, kill, main, start_holder, story, unique

EVERY_PROPERTY = dict(
    content_type="text/plain", content_encoding="utf-8", delivery_mode=2, priority=5, correlation_id="c-1",
    reply_to="answers", expiration="60000", message_id="m-1", timestamp=1700000000, type="greeting",
    app_id="interop", cluster_id="k-1",
    headers={
        "text": "žluť", "yes": True, "no": False, "small": 7, "big": 2**40, "negative": -5, "nothing": None,
        "list": [1, "two", {"three": 3}], "table": {"inner": {"deep": "x"}}, "bytes": bytes(range(256)),
    },
)  # fmt: skip


@contextlib.contextmanager
def open_channel(url=URL):
    connection = pika.BlockingConnection(pika.URLParameters(url))
    try:
        yield connection.channel()
    finally:
        if connection.is_open:
            connection.close()


def collect(channel, got, count, seconds=20):
    """Serves the connection until `got` holds `count` deliveries, and a moment longer to catch one too many."""
    deadline = time.monotonic() + seconds
    while len(got) < count and time.monotonic() < deadline:
        channel.connection.process_data_events(time_limit=0.1)
    channel.connection.process_data_events(time_limit=0.1)
    return got


def consume(channel, queue, **options):
    """Consumes into a list of (delivery, properties, body)."""
    got = []
    channel.basic_consume(queue, lambda _, method, properties, body: got.append((method, properties, body)), **options)
    return got


def bodies(got):
    return [body for _, _, body in got]


@story
def hello():
    with open_channel() as channel:
        queue = unique("hello")
        equal(channel.queue_declare(queue).method.queue, queue, "name of the queue declared")
        sent = [b"Hello World!", b"", bytes(range(256)), b"x" * 1_000_000]
        for body in sent:
            channel.basic_publish("", queue, body, pika.BasicProperties(**EVERY_PROPERTY))
        got = collect(channel, consume(channel, queue, auto_ack=True), len(sent))
        equal(bodies(got), sent, "bodies")
        for method, properties, _ in got:
            equal((method.exchange, method.routing_key, method.redelivered), ("", queue, False), "delivery")
            for name, value in EVERY_PROPERTY.items():
                equal(getattr(properties, name), value, f"property {name}")
        equal([m.delivery_tag for m, _, _ in got], [1, 2, 3, 4], "delivery tags")
        equal(channel.queue_delete(queue).method.message_count, 0, "messages left")


@story
def work_queue():
    with open_channel() as producer, open_channel() as first, open_channel() as second:
        queue = unique("tasks")
        producer.queue_declare(queue, durable=True)
        busy, idle = [], []
        first.basic_qos(prefetch_count=1)
        second.basic_qos(prefetch_count=1)
        first.basic_consume(queue, lambda _, method, __, body: busy.append((method.delivery_tag, body)))
        producer.basic_publish("", queue, b"task 0", pika.BasicProperties(delivery_mode=2))
        collect(first, busy, 1)

        def work(channel, method, _, body):
            idle.append(body)
            channel.basic_ack(method.delivery_tag)

        second.basic_consume(queue, work)
        for n in range(1, 8):
            producer.basic_publish("", queue, b"task %d" % n, pika.BasicProperties(delivery_mode=2))
        collect(second, idle, 7)
        equal(idle, [b"task %d" % n for n in range(1, 8)], "what the idle worker did")
        equal(bodies_of(collect(first, busy, 1)), [b"task 0"], "what the busy worker holds")
        first.basic_ack(busy[0][0])
        first.connection.process_data_events(time_limit=0)
        equal(producer.queue_delete(queue).method.message_count, 0, "messages left")


def bodies_of(pairs):
    return [body for _, body in pairs]


@story
def dying_worker():
    with open_channel() as channel:
        queue = unique("fragile")
        channel.queue_declare(queue, durable=True)
        channel.basic_publish("", queue, b"precious", pika.BasicProperties(delivery_mode=2))
        worker, line = start_holder(queue)
        equal(line, "precious False", "what the worker got before it died")
        channel.basic_qos(prefetch_count=1)
        got = consume(channel, queue)
        equal(collect(channel, got, 1, seconds=0.5), [], "what the other worker got while the first lived")
        kill(worker)
        collect(channel, got, 1)
        equal([(m.redelivered, body) for m, _, body in got], [(True, b"precious")], "what the other worker got")
        channel.basic_ack(got[0][0].delivery_tag)
        equal(channel.queue_delete(queue).method.message_count, 0, "messages left")


@story
def fanout():
    with open_channel() as channel:
        exchange = unique("logs")
        channel.exchange_declare(exchange, "fanout")
        channel.basic_publish(exchange, "", b"nobody listens yet")
        queues = [channel.queue_declare("", exclusive=True).method.queue for _ in range(2)]
        for queue in queues:
            equal(queue.startswith("amq.gen-"), True, f"{queue} begins with amq.gen-")
            channel.queue_bind(queue, exchange)
        listeners = [consume(channel, queue, auto_ack=True) for queue in queues]
        sent = [b"log %d" % n for n in range(20)]
        for body in sent:
            channel.basic_publish(exchange, "ignored", body)
        for listener in listeners:
            equal(bodies(collect(channel, listener, len(sent))), sent, "logs")
        channel.exchange_delete(exchange)


@story
def direct():
    with open_channel() as channel:
        exchange = unique("direct_logs")
        channel.exchange_declare(exchange, "direct")
        wanted = [["error"], ["info", "warning", "error"]]
        listeners = []
        for severities in wanted:
            queue = channel.queue_declare("", exclusive=True).method.queue
            for severity in severities:
                channel.queue_bind(queue, exchange, severity)
            listeners.append(consume(channel, queue, auto_ack=True))
        sent = ["info", "error", "debug", "warning", "error", "err"]
        for severity in sent:
            channel.basic_publish(exchange, severity, severity.encode())
        for severities, listener in zip(wanted, listeners):
            expected = [s for s in sent if s in severities]
            collect(channel, listener, len(expected))
            equal([m.routing_key for m, _, _ in listener], expected, f"logs of {severities}")
        channel.exchange_delete(exchange)


@story
def topic():
    with open_channel() as channel:
        exchange = unique("topic_logs")
        channel.exchange_declare(exchange, "topic")
        listeners = []
        for bindings, expected in ANIMALS_BY_BINDING.items():
            queue = channel.queue_declare("", exclusive=True).method.queue
            for binding in bindings:
                channel.queue_bind(queue, exchange, binding)
            listeners.append((bindings, expected, consume(channel, queue, auto_ack=True)))
        for animal in ANIMALS:
            channel.basic_publish(exchange, animal, animal.encode())
        for bindings, expected, got in listeners:
            collect(channel, got, len(expected))
            equal([m.routing_key for m, _, _ in got], expected, f"animals of {bindings}")
        channel.exchange_delete(exchange)


def answer(channel, _, properties, body):
    channel.basic_publish(
        "", properties.reply_to, b"%d" % fibonacci(int(body)),
        pika.BasicProperties(correlation_id=properties.correlation_id),
    )  # fmt: skip


@story
def rpc():
    with open_channel() as server, open_channel() as client:
        queue = unique("rpc_queue")
        server.queue_declare(queue)
        server.basic_qos(prefetch_count=1)

        def serve(channel, method, properties, body):
            answer(channel, method, properties, body)
            channel.basic_ack(method.delivery_tag)

        server.basic_consume(queue, serve)
        callback = client.queue_declare("", exclusive=True).method.queue
        replies = consume(client, callback, auto_ack=True)
        for n in (3, 10, 15):
            client.basic_publish("", queue, b"%d" % n, pika.BasicProperties(reply_to=callback, correlation_id=f"fib-{n}"))
        deadline = time.monotonic() + 20
        while len(replies) < 3 and time.monotonic() < deadline:
            server.connection.process_data_events(time_limit=0.05)
            client.connection.process_data_events(time_limit=0.05)
        equal(
            [(p.correlation_id, body) for _, p, body in replies],
            [("fib-3", b"2"), ("fib-10", b"55"), ("fib-15", b"610")],
            "answers",
        )
        server.queue_delete(queue)


@story
def direct_reply_to():
    with open_channel() as server, open_channel() as client:
        queue = unique("rpc_direct")
        server.queue_declare(queue)
        server.basic_consume(queue, answer, auto_ack=True)
        replies = consume(client, "amq.rabbitmq.reply-to", auto_ack=True)
        properties = pika.BasicProperties(reply_to="amq.rabbitmq.reply-to", correlation_id="one")
        client.basic_publish("", queue, b"12", properties)
        deadline = time.monotonic() + 20
        while not replies and time.monotonic() < deadline:
            server.connection.process_data_events(time_limit=0.05)
            client.connection.process_data_events(time_limit=0.05)
        equal([(p.correlation_id, body) for _, p, body in replies], [("one", b"144")], "answers")
        server.queue_delete(queue)


@story
def confirms():
    with open_channel() as channel:
        queue = unique("confirmed")
        channel.queue_declare(queue, durable=True)
        channel.confirm_delivery()
        for n in range(100):
            channel.basic_publish("", queue, b"%d" % n, pika.BasicProperties(delivery_mode=2))
        equal(channel.queue_declare(queue, passive=True).method.message_count, 100, "messages confirmed and kept")
        got = [channel.basic_get(queue, auto_ack=True) for _ in range(100)]
        equal([int(body) for _, _, body in got], list(range(100)), "order")
        equal([method.message_count for method, _, _ in got], list(range(99, -1, -1)), "messages left after each")
        equal(channel.basic_get(queue), (None, None, None), "get from the empty queue")
        channel.queue_delete(queue)
        try:
            channel.basic_publish(unique("no such exchange"), "", b"")
            raise AssertionError("publishing to a missing exchange did not close the channel")
        except ChannelClosedByBroker as e:
            equal(e.reply_code, 404, "reply code")
            equal(e.reply_text.startswith("NOT_FOUND - no exchange 'interop."), True, e.reply_text)


@story
def returns():
    with open_channel() as channel:
        returned = []
        channel.add_on_return_callback(lambda _, method, properties, body: returned.append((method, properties, body)))
        queue = unique("routable")
        channel.queue_declare(queue, exclusive=True)
        channel.basic_publish("", queue, b"arrives", mandatory=True)
        properties = pika.BasicProperties(headers={"n": 1}, message_id="lost")
        channel.basic_publish("amq.direct", "nowhere", b"comes back", properties, mandatory=True)
        channel.basic_publish("amq.direct", "nowhere", b"is dropped", mandatory=False)
        collect(channel, returned, 1)
        equal(bodies(returned), [b"comes back"], "returned")
        method, properties, _ = returned[0]
        equal((method.reply_code, method.reply_text), (312, "NO_ROUTE"), "reply")
        equal((method.exchange, method.routing_key), ("amq.direct", "nowhere"), "where it was sent")
        equal((properties.headers, properties.message_id), ({"n": 1}, "lost"), "properties")
        equal(channel.basic_get(queue, auto_ack=True)[2], b"arrives", "the routable message")
        channel.confirm_delivery()
        try:
            channel.basic_publish("amq.direct", "nowhere", b"confirmed and returned", mandatory=True)
            raise AssertionError("an unroutable mandatory message was confirmed without a return")
        except UnroutableError as e:
            equal([m.body for m in e.messages], [b"confirmed and returned"], "returned before its confirm")


def hold(queue):
    with open_channel() as channel:
        channel.basic_qos(prefetch_count=1)
        channel.basic_consume(queue, lambda _, method, __, body: print(body.decode(), method.redelivered, flush=True))
        channel.start_consuming()


main(hold)
