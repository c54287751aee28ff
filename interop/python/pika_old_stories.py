# SPDX-License-Identifier: Apache-2.0
"""The tutorials as scripts for pika before 1.0 call it, from a client that announces no capabilities."""

import time

import pika
from stories import ANIMALS, ANIMALS_BY_BINDING, URL, equal, fibonacci, kill, main, start_holder, story, unique


class OldChannel:
    """pika 0.9 to 0.13: callback first, `no_ack`, `type`, a queue without a name by default."""

    def __init__(self, channel):
        self._channel = channel

    def __getattr__(self, name):
        return getattr(self._channel, name)

    def queue_declare(self, queue="", **options):
        return self._channel.queue_declare(queue, **options)

    def exchange_declare(self, exchange=None, type="direct", **options):
        return self._channel.exchange_declare(exchange, type, **options)

    def queue_bind(self, queue, exchange, routing_key=None):
        return self._channel.queue_bind(queue, exchange, routing_key if routing_key is not None else queue)

    def basic_qos(self, prefetch_size=0, prefetch_count=0, all_channels=False):
        return self._channel.basic_qos(prefetch_size, prefetch_count, global_qos=all_channels)

    def basic_consume(self, consumer_callback, queue="", no_ack=False, exclusive=False, consumer_tag=None):
        return self._channel.basic_consume(queue, consumer_callback, no_ack, exclusive, consumer_tag)

    def basic_get(self, queue=None, no_ack=False):
        return self._channel.basic_get(queue, no_ack)

    def basic_publish(self, exchange, routing_key, body, properties=None, mandatory=False, immediate=False):
        assert not immediate, "RabbitMQ gave up immediate in 3.0"
        return self._channel.basic_publish(exchange, routing_key, body, properties, mandatory)


class OldConnection:
    """Says about itself what pika 0.9.5 said, so the broker may use no extension it has not been told of."""

    def __init__(self):
        parameters = pika.URLParameters(URL)
        parameters.client_properties = {"product": "Pika Python Client Library", "version": "0.9.5", "capabilities": {}}
        self._connection = pika.BlockingConnection(parameters)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._connection.is_open:
            self._connection.close()

    def channel(self):
        return OldChannel(self._connection.channel())

    def serve_until(self, done, seconds=20):
        deadline = time.monotonic() + seconds
        while not done() and time.monotonic() < deadline:
            self._connection.process_data_events(time_limit=0.05)


@story
def hello():
    with OldConnection() as connection:
        channel = connection.channel()
        queue = channel.queue_declare(auto_delete=True).method.queue
        got = []

        def callback(ch, method, properties, body):
            got.append(body)

        channel.basic_consume(callback, queue=queue, no_ack=True)
        channel.basic_publish(exchange="", routing_key=queue, body="Hello World!")
        connection.serve_until(lambda: got)
        equal(got, [b"Hello World!"], "bodies")


@story
def work_queue():
    with OldConnection() as first, OldConnection() as second:
        queue = unique("task_queue")
        busy, idle = [], []
        slow, quick = first.channel(), second.channel()
        slow.queue_declare(queue=queue, durable=True)
        slow.basic_qos(prefetch_count=1)
        slow.basic_consume(lambda ch, method, properties, body: busy.append((method.delivery_tag, body)), queue=queue)
        for n in range(6):
            properties = pika.BasicProperties(delivery_mode=2)
            slow.basic_publish(exchange="", routing_key=queue, body=f"task {n}", properties=properties)
        first.serve_until(lambda: busy)

        def work(ch, method, properties, body):
            idle.append(body)
            ch.basic_ack(delivery_tag=method.delivery_tag)

        quick.basic_qos(prefetch_count=1)
        quick.basic_consume(work, queue=queue)
        second.serve_until(lambda: len(idle) == 5)
        first.serve_until(lambda: len(busy) > 1, seconds=0.2)
        equal([body for _, body in busy], [b"task 0"], "what the busy worker holds")
        equal(idle, [b"task %d" % n for n in range(1, 6)], "what the idle worker did")
        slow.basic_ack(delivery_tag=busy[0][0])
        equal(slow.queue_delete(queue=queue).method.message_count, 0, "messages left")


@story
def dying_worker():
    with OldConnection() as connection:
        channel = connection.channel()
        queue = unique("fragile")
        channel.queue_declare(queue=queue)
        channel.basic_publish(exchange="", routing_key=queue, body="precious")
        worker, line = start_holder(queue)
        equal(line, "precious False", "what the worker got before it died")
        got = []
        channel.basic_consume(lambda ch, method, properties, body: got.append((method, body)), queue=queue)
        kill(worker)
        connection.serve_until(lambda: got)
        equal([(m.redelivered, body) for m, body in got], [(True, b"precious")], "what the other worker got")
        channel.basic_ack(delivery_tag=got[0][0].delivery_tag)
        channel.queue_delete(queue=queue)


@story
def fanout():
    with OldConnection() as connection:
        channel = connection.channel()
        exchange = unique("logs")
        channel.exchange_declare(exchange=exchange, type="fanout", auto_delete=True)
        got = {}
        for _ in range(2):
            queue = channel.queue_declare(exclusive=True).method.queue
            channel.queue_bind(exchange=exchange, queue=queue)
            got[queue] = []
            listen = lambda ch, method, properties, body, heard=got[queue]: heard.append(body)  # noqa: E731
            channel.basic_consume(listen, queue=queue, no_ack=True)
        sent = [b"info: %d" % n for n in range(10)]
        for body in sent:
            channel.basic_publish(exchange=exchange, routing_key="", body=body)
        connection.serve_until(lambda: all(len(heard) == 10 for heard in got.values()))
        equal(list(got.values()), [sent, sent], "logs")


def listen_to(channel, exchange, bindings):
    queue = channel.queue_declare(exclusive=True).method.queue
    for binding in bindings:
        channel.queue_bind(exchange=exchange, queue=queue, routing_key=binding)
    got = []
    channel.basic_consume(lambda ch, method, properties, body: got.append(method.routing_key), queue=queue, no_ack=True)
    return got


@story
def direct():
    with OldConnection() as connection:
        channel = connection.channel()
        exchange = unique("direct_logs")
        channel.exchange_declare(exchange=exchange, type="direct", auto_delete=True)
        errors = listen_to(channel, exchange, ["error"])
        everything = listen_to(channel, exchange, ["info", "error"])
        for severity in ["info", "debug", "error"]:
            channel.basic_publish(exchange=exchange, routing_key=severity, body=severity)
        connection.serve_until(lambda: len(errors) == 1 and len(everything) == 2)
        equal((errors, everything), (["error"], ["info", "error"]), "logs")


@story
def topic():
    with OldConnection() as connection:
        channel = connection.channel()
        exchange = unique("topic_logs")
        channel.exchange_declare(exchange=exchange, type="topic", auto_delete=True)
        got = [listen_to(channel, exchange, bindings) for bindings in ANIMALS_BY_BINDING]
        expected = list(ANIMALS_BY_BINDING.values())
        for animal in ANIMALS:
            channel.basic_publish(exchange=exchange, routing_key=animal, body=animal)
        connection.serve_until(lambda: list(map(len, got)) == list(map(len, expected)))
        equal(got, expected, "animals")


@story
def rpc():
    with OldConnection() as connection:
        channel = connection.channel()
        queue = unique("rpc_queue")
        channel.queue_declare(queue=queue)

        def on_request(ch, method, props, body):
            ch.basic_publish(
                exchange="", routing_key=props.reply_to, body=str(fibonacci(int(body))),
                properties=pika.BasicProperties(correlation_id=props.correlation_id),
            )  # fmt: skip
            ch.basic_ack(delivery_tag=method.delivery_tag)

        channel.basic_qos(prefetch_count=1)
        channel.basic_consume(on_request, queue=queue)
        callback_queue = channel.queue_declare(exclusive=True).method.queue
        replies = []
        channel.basic_consume(
            lambda ch, method, props, body: replies.append((props.correlation_id, body)), queue=callback_queue, no_ack=True
        )
        properties = pika.BasicProperties(reply_to=callback_queue, correlation_id="id-1")
        channel.basic_publish(exchange="", routing_key=queue, body="20", properties=properties)
        connection.serve_until(lambda: replies)
        equal(replies, [("id-1", b"6765")], "answers")
        channel.queue_delete(queue=queue)


@story
def confirms():
    with OldConnection() as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        queue = channel.queue_declare(exclusive=True).method.queue
        for n in range(20):
            channel.basic_publish(exchange="", routing_key=queue, body=str(n), mandatory=True)
        equal([channel.basic_get(queue=queue, no_ack=True)[2] for _ in range(20)], [b"%d" % n for n in range(20)], "order")


@story
def returns():
    with OldConnection() as connection:
        channel = connection.channel()
        got = []
        channel.add_on_return_callback(lambda ch, method, properties, body: got.append((method.reply_code, body)))
        channel.basic_publish(exchange="", routing_key=unique("nowhere"), body="lost", mandatory=True)
        connection.serve_until(lambda: got)
        equal(got, [(312, b"lost")], "returned")


@story
def no_cancel_for_those_who_cannot_take_it():
    """basic.cancel from the broker is an extension: only clients that announced it may get it."""
    with OldConnection() as connection:
        channel = connection.channel()
        queue = unique("deleted")
        cancelled = []
        channel.add_on_cancel_callback(cancelled.append)
        channel.queue_declare(queue=queue)
        channel.basic_consume(lambda *_: None, queue=queue)
        channel.queue_delete(queue=queue)
        channel.queue_declare(exclusive=True)  # anything sent for the deletion has come before this answer
        connection.serve_until(lambda: cancelled, seconds=0.3)
        equal(cancelled, [], "cancellations of a client that did not announce consumer_cancel_notify")


def hold(queue):
    with OldConnection() as connection:
        channel = connection.channel()
        channel.basic_qos(prefetch_count=1)
        tell = lambda ch, method, properties, body: print(body.decode(), method.redelivered, flush=True)  # noqa: E731
        channel.basic_consume(tell, queue=queue)
        channel.start_consuming()


main(hold)
