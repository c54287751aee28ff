# SPDX-License-Identifier: Apache-2.0
"""The tutorials with py-amqplib, which speaks AMQP 0-8 as clients did before 2009: access tickets, AMQPLAIN, no extension."""

import contextlib

from amqplib import client_0_8 as amqp
from stories import ANIMALS, ANIMALS_BY_BINDING, address, equal, fibonacci, kill, main, start_holder, story, unique


@contextlib.contextmanager
def open_channel():
    host, port, user, password, virtual_host = address()
    connection = amqp.Connection(f"{host}:{port}", userid=user, password=password, virtual_host=virtual_host)
    channel = connection.channel()
    channel.access_request("/data", active=True, write=True, read=True)
    try:
        yield channel
    finally:
        connection.close()


def consume(channel, queue, **options):
    got = []
    channel.basic_consume(queue, callback=got.append, **options)
    return got


def take(channel, got, count):
    while len(got) < count:
        channel.wait()
    return [message.body for message in got]


@story
def hello():
    with open_channel() as channel:
        queue = unique("hello")
        equal(channel.queue_declare(queue, auto_delete=False), (queue, 0, 0), "declare-ok")
        headers = {"text": "text", "n": 7, "table": {"inner": 1}}
        sent = ["Hello World!", "", "x" * 500_000]
        for body in sent:
            message = amqp.Message(body, content_type="text/plain", delivery_mode=2, application_headers=headers)
            channel.basic_publish(message, routing_key=queue)
        got = consume(channel, queue, no_ack=True)
        equal(take(channel, got, 3), sent, "bodies")
        equal([m.properties["application_headers"] for m in got], [headers] * 3, "headers")
        equal([m.delivery_info["redelivered"] for m in got], [False] * 3, "redelivered")
        channel.queue_delete(queue)


@story
def work_queue():
    with open_channel() as slow, open_channel() as quick:
        queue = unique("tasks")
        slow.queue_declare(queue, durable=True, auto_delete=False)
        for n in range(6):
            slow.basic_publish(amqp.Message(f"task {n}", delivery_mode=2), routing_key=queue)
        slow.basic_qos(0, 1, False)
        quick.basic_qos(0, 1, False)
        busy = consume(slow, queue)
        take(slow, busy, 1)
        idle = []

        def work(message):
            idle.append(message.body)
            quick.basic_ack(message.delivery_tag)

        quick.basic_consume(queue, callback=work)
        while len(idle) < 5:
            quick.wait()
        equal(idle, [f"task {n}" for n in range(1, 6)], "what the idle worker did")
        slow.basic_ack(busy[0].delivery_tag)
        equal(slow.queue_purge(queue), 0, "messages left")
        equal([message.body for message in busy], ["task 0"], "what the busy worker held")
        slow.queue_delete(queue)


@story
def dying_worker():
    with open_channel() as channel:
        queue = unique("fragile")
        channel.queue_declare(queue, auto_delete=False)
        channel.basic_publish(amqp.Message("precious"), routing_key=queue)
        worker, line = start_holder(queue)
        equal(line, "precious False", "what the worker got before it died")
        got = consume(channel, queue)
        kill(worker)
        equal(take(channel, got, 1), ["precious"], "what the other worker got")
        equal(got[0].delivery_info["redelivered"], True, "redelivered")
        channel.basic_ack(got[0].delivery_tag)
        channel.queue_delete(queue)


def routing(exchange_type, wanted, sent):
    with open_channel() as channel:
        exchange = unique(exchange_type)
        channel.exchange_declare(exchange, exchange_type, auto_delete=True)
        heard = []
        for keys in wanted:
            queue, _, _ = channel.queue_declare(exclusive=True)
            for key in keys:
                channel.queue_bind(queue, exchange, key)
            heard.append(consume(channel, queue, no_ack=True))
        for key in sent:
            channel.basic_publish(amqp.Message(key), exchange, key)
        for got, expected in zip(heard, wanted.values()):
            equal(take(channel, got, len(expected)), expected, "logs")


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
    with open_channel() as server, open_channel() as client:
        queue, _, _ = server.queue_declare(unique("rpc_queue"))
        requests = consume(server, queue)
        callback, _, _ = client.queue_declare(exclusive=True)
        replies = consume(client, callback, no_ack=True)
        client.basic_publish(amqp.Message("15", reply_to=callback, correlation_id="fib-15"), routing_key=queue)
        (n,) = take(server, requests, 1)
        reply = amqp.Message(str(fibonacci(int(n))), correlation_id=requests[0].properties["correlation_id"])
        server.basic_publish(reply, routing_key=requests[0].properties["reply_to"])
        server.basic_ack(requests[0].delivery_tag)
        equal(take(client, replies, 1), ["610"], "answer")
        equal(replies[0].properties["correlation_id"], "fib-15", "correlation id")
        server.queue_delete(queue)


@story
def returns():
    with open_channel() as channel:
        channel.basic_publish(amqp.Message("lost"), "amq.direct", "nowhere", mandatory=True)
        while channel.returned_messages.empty():
            channel.wait()
        code, text, exchange, key, message = channel.returned_messages.get()
        equal((code, text, exchange, key), (312, "NO_ROUTE", "amq.direct", "nowhere"), "return")
        equal(message.body, "lost", "body")


def hold(queue):
    with open_channel() as channel:
        channel.basic_qos(0, 1, False)
        tell = lambda message: print(message.body, message.delivery_info["redelivered"], flush=True)  # noqa: E731
        channel.basic_consume(queue, callback=tell)
        while True:
            channel.wait()


main(hold)
