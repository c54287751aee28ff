# SPDX-License-Identifier: Apache-2.0
"""The tutorials with kombu: what it declares, serializes and restores on top of py-amqp."""

import contextlib
import socket
import time

from kombu import Connection, Consumer, Exchange, Producer, Queue, binding
from stories import ANIMALS, ANIMALS_BY_BINDING, URL, equal, fibonacci, kill, main, start_holder, story, unique


def serve(done, *connections, seconds=20):
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        for connection in connections:
            with contextlib.suppress(socket.timeout):
                connection.drain_events(timeout=0.05)


def consumer(channel, queues, got, acknowledge=False, **options):
    """Starts a consumer that keeps (body, message) of each delivery in `got`."""

    def received(body, message):
        got.append((body, message))
        if acknowledge:
            message.ack()

    running = Consumer(channel, queues, callbacks=[received], **options)
    running.consume()
    return running


@story
def hello():
    with Connection(URL) as connection:
        queue = connection.SimpleQueue(unique("hello"))
        sent = ["Hello World!", {"nested": [1, 2.5, None, True], "text": "žluť"}, b"\x00\xff"]
        for body in sent:
            queue.put(body, headers={"n": 1}, priority=3, serializer="raw" if isinstance(body, bytes) else None)
        queue.put("packed " * 1000, compression="zlib")
        for body in sent + ["packed " * 1000]:
            message = queue.get(timeout=20)
            equal(message.payload, body, "body")
            equal((message.headers["n"] if body in sent else None), 1 if body in sent else None, "header")
            message.ack()
        equal(queue.clear(), 0, "messages purged")
        queue.close()
        queue.queue.delete()


@story
def work_queue():
    with Connection(URL) as first, Connection(URL) as second:
        queue = Queue(unique("tasks"), durable=True)
        busy, idle = [], []
        slow = consumer(first.channel(), [queue], busy, prefetch_count=1)
        producer = first.Producer()
        for n in range(6):
            producer.publish({"task": n}, routing_key=queue.name)
        serve(lambda: busy, first)
        quick = consumer(second.channel(), [queue], idle, acknowledge=True, prefetch_count=1)
        serve(lambda: len(idle) == 5, second)
        serve(lambda: len(busy) > 1, first, seconds=0.2)
        equal([body for body, _ in busy], [{"task": 0}], "what the busy worker holds")
        equal([body for body, _ in idle], [{"task": n} for n in range(1, 6)], "what the idle worker did")
        busy[0][1].reject(requeue=True)
        serve(lambda: len(busy) + len(idle) == 7, first, second)
        again = (busy[1:] + idle[5:])[0]
        equal((again[0], again[1].delivery_info["redelivered"]), ({"task": 0}, True), "what was rejected comes again")
        if not again[1].acknowledged:
            again[1].ack()
        quick.cancel()
        slow.cancel()
        equal(queue(first.channel()).delete(), 0, "messages left")


@story
def dying_worker():
    with Connection(URL) as connection:
        queue = Queue(unique("fragile"))
        channel = connection.channel()
        queue(channel).declare()
        Producer(channel).publish("precious", routing_key=queue.name, serializer="raw")
        worker, line = start_holder(queue.name)
        equal(line, "precious False", "what the worker got before it died")
        got = []
        running = consumer(channel, [queue], got, acknowledge=True)
        kill(worker)
        serve(lambda: got, connection)
        equal([(b, m.delivery_info["redelivered"]) for b, m in got], [("precious", True)], "what the other worker got")
        running.cancel()
        queue(channel).delete()


def routing(exchange_type, wanted, sent):
    with Connection(URL) as connection:
        channel = connection.channel()
        exchange = Exchange(unique(exchange_type), exchange_type, durable=False, auto_delete=True)
        heard = []
        for keys in wanted:
            bindings = [binding(exchange, key) for key in keys]
            queue = Queue(unique("listener"), bindings=bindings, exclusive=True, durable=False)
            heard.append([])
            consumer(channel, [queue], heard[-1], no_ack=True)
        producer = Producer(channel, exchange)
        for key in sent:
            producer.publish(key, routing_key=key)
        expected = list(wanted.values())
        serve(lambda: list(map(len, heard)) == list(map(len, expected)), connection)
        equal([[body for body, _ in got] for got in heard], expected, "logs")


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
    with Connection(URL) as one, Connection(URL) as other:
        requests = Queue(unique("rpc_queue"), durable=False)
        producer = one.Producer()

        def answer(body, message):
            properties = message.properties
            reply = {"result": fibonacci(body["n"])}
            producer.publish(reply, routing_key=properties["reply_to"], correlation_id=properties["correlation_id"])
            message.ack()

        server = Consumer(one.channel(), [requests], callbacks=[answer], prefetch_count=1)
        server.consume()
        replies = []
        callback = Queue(unique("answers"), exclusive=True, auto_delete=True, durable=False)
        consumer(other.channel(), [callback], replies, no_ack=True)
        other.Producer().publish(
            {"n": 16}, routing_key=requests.name, reply_to=callback.name, correlation_id="fib-16", expiration=30
        )
        serve(lambda: replies, one, other)
        answers = [(body, message.properties["correlation_id"]) for body, message in replies]
        equal(answers, [({"result": 987}, "fib-16")], "answers")
        server.cancel()
        requests(one.channel()).delete()


@story
def confirms():
    with Connection(URL, transport_options={"confirm_publish": True}) as connection:
        queue = connection.SimpleQueue(unique("confirmed"))
        for n in range(50):
            queue.put(n)
        equal(queue.qsize(), 50, "messages confirmed and kept")
        equal([queue.get(timeout=20).payload for _ in range(50)], list(range(50)), "order")
        queue.close()
        queue.queue.delete()


@story
def returns():
    with Connection(URL) as connection:
        got = []
        producer = connection.Producer(on_return=lambda *returned: got.append(returned))
        producer.publish("lost", exchange="amq.direct", routing_key="nowhere", mandatory=True)
        serve(lambda: got, connection)
        exception, exchange, routing_key, message = got[0]
        equal((exception.reply_code, exchange, routing_key), (312, "amq.direct", "nowhere"), "return")


@story
def queue_arguments():
    """kombu's own names for TTL, length and priorities; a second declaration that differs is refused."""
    with Connection(URL) as connection:
        channel = connection.channel()
        name = unique("limited")
        limits = dict(message_ttl=30, max_length=10, expires=60, max_priority=5)
        Queue(name, **limits)(channel).declare()
        producer = Producer(channel)
        for n, priority in enumerate([1, 5, 3]):
            producer.publish(n, routing_key=name, priority=priority)
        first = Queue(name, **limits)(channel).get(no_ack=True)
        equal(first.payload, 1, "the message of the highest priority")
        try:
            Queue(name, message_ttl=31)(channel).declare()
            raise AssertionError("a declaration with other arguments was accepted")
        except connection.channel_errors as e:
            equal(e.reply_code, 406, "reply code")
        Queue(name)(connection.channel()).delete()


def hold(queue):
    with Connection(URL) as connection:
        tell = lambda body, message: print(body, message.delivery_info["redelivered"], flush=True)  # noqa: E731
        with Consumer(connection.channel(), [Queue(queue)], callbacks=[tell], prefetch_count=1):
            while True:
                connection.drain_events()


main(hold)
