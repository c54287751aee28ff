# SPDX-License-Identifier: Apache-2.0
"""What clients of fifteen years ago put on the wire, and what they must not get in return."""

import struct
import time

from frames import HEADER_0_9_1, HEARTBEAT, Wire, long, read_short, short, table
from stories import equal, main, story, unique

EXCLUSIVE, NO_WAIT = 4, 16


class OldClient(Wire):
    """A client without client properties that has opened channel 1."""

    def __init__(self, **tuning):
        super().__init__()
        self.start()
        self.open(**tuning)
        self.open_channel()


@story
def header_of_0_9():
    """AMQP 0-9 clients send another header and speak what 0-9-1 speaks."""
    with Wire() as wire:
        start = wire.start(header=b"AMQP\x01\x01\x00\x09")
        equal(start[0], 0, "major version offered")
        wire.open()
        wire.close()


@story
def unknown_header():
    with Wire() as wire:
        wire.send(b"AMQP\x00\x00\x0a\x00")
        equal(wire.input.read(8), HEADER_0_9_1, "what is offered instead")
        equal(wire.read_frame(), None, "what comes then")


@story
def amqplain():
    """The mechanism that most clients used before PLAIN; its table comes without a length."""
    with Wire() as wire:
        login = table(LOGIN=wire.user, PASSWORD=wire.password)[4:]
        start = wire.start(mechanism="AMQPLAIN", response=login, properties=table(product="py-amqplib"))
        equal(b"AMQPLAIN" in start, True, "AMQPLAIN is offered")
        wire.open()
        wire.close()


@story
def refused_login():
    """Only who announced authentication_failure_close is told why; others see the connection close."""
    with Wire() as wire:
        wire.start(password="wrong")
        equal(wire.read_frame(), None, "what a client without capabilities gets")
    with Wire() as wire:
        capability = short("authentication_failure_close") + b"t\x01"
        wire.start(password="wrong", properties=long(short("capabilities") + b"F" + long(capability)))
        close = wire.read_method("connection.close")
        equal(struct.unpack(">H", close[:2])[0], 403, "reply code")
        equal(read_short(close, 2)[0].startswith("ACCESS_REFUSED - Login was refused"), True, "reply text")


@story
def reserved_arguments():
    """connection.open with capabilities and insist, channel.open with an out-of-band string: all without effect."""
    with Wire() as wire:
        wire.start()
        wire.open(reserved="some capability", insist=True)
        wire.open_channel(out_of_band="ignored")
        wire.close()


@story
def access_tickets():
    """access.request was dropped from 0-9-1; its tickets go on in the first argument of many methods."""
    with OldClient() as wire:
        wire.method(1, "access.request", short("/data") + b"\x1f")
        (ticket,) = struct.unpack(">H", wire.read_method("access.request-ok"))
        equal(ticket, 1, "ticket")
        queue = wire.declare("", ticket=ticket, bits=EXCLUSIVE)
        wire.publish(queue, b"with a ticket", ticket=ticket)
        equal(wire.get(queue, ticket=ticket), (False, b"\0\0", b"with a ticket"), "message")
        wire.close()


@story
def exchange_bits_of_0_9():
    """auto-delete and internal are reserved bits in 0-9-1 and mean something all the same."""
    with OldClient() as wire:
        exchange = unique("exchange")
        wire.method(1, "exchange.declare", b"\0\0" + short(exchange) + short("direct") + b"\x04" + table())
        wire.read_method("exchange.declare-ok")
        queue = wire.declare("", bits=EXCLUSIVE)
        wire.method(1, "queue.bind", b"\0\0" + short(queue) + short(exchange) + short("key") + b"\x01" + table())
        wire.publish("key", b"bound without waiting", exchange=exchange)
        equal(wire.get(queue), (False, b"\0\0", b"bound without waiting"), "message")
        wire.method(1, "queue.delete", b"\0\0" + short(queue) + b"\0")
        wire.read_method("queue.delete-ok")
        wire.method(1, "exchange.declare", b"\0\0" + short(exchange) + short("direct") + b"\x01" + table())
        equal(struct.unpack(">H", wire.read_method("channel.close")[:2])[0], 404, "the exchange went with its last binding")
        wire.method(1, "channel.close-ok")
        wire.close()


@story
def no_wait():
    with OldClient() as wire:
        queue = wire.declare(unique("quick"), bits=NO_WAIT)
        wire.method(1, "basic.consume", b"\0\0" + short(queue) + short("tag") + bytes([2 | 8]) + table())
        wire.publish(queue, b"nobody waited")
        equal(read_short(wire.read_method("basic.deliver"), 0)[0], "tag", "consumer tag")
        equal(wire.read_content()[1], b"nobody waited", "body")
        wire.method(1, "basic.cancel", short("tag") + b"\x01")
        wire.method(1, "queue.delete", b"\0\0" + short(queue) + bytes([4]))
        wire.close()


@story
def recover():
    """basic.recover-async is not answered; both it and basic.recover give back what was not acknowledged."""
    with OldClient() as wire:
        queue = wire.declare("", bits=EXCLUSIVE)
        wire.publish(queue, b"again")
        equal(wire.get(queue, no_ack=False), (False, b"\0\0", b"again"), "first time")
        wire.method(1, "basic.recover-async", b"\x01")
        equal(wire.get(queue, no_ack=False), (True, b"\0\0", b"again"), "after recover-async")
        wire.method(1, "basic.recover", b"\x01")
        wire.read_method("basic.recover-ok")
        equal(wire.get(queue), (True, b"\0\0", b"again"), "after recover")
        equal(wire.get(queue), None, "then")
        wire.close()


@story
def flow():
    with OldClient() as wire:
        wire.method(1, "channel.flow", b"\x01")
        equal(wire.read_method("channel.flow-ok"), b"\x01", "active")
        wire.close()


@story
def immediate():
    """Gone since RabbitMQ 3.0: told so, and not taken for an ordinary publish."""
    with OldClient() as wire:
        wire.publish("nowhere", b"now or never", bits=2)
        close = wire.read_method("connection.close")
        equal(struct.unpack(">H", close[:2])[0], 540, "reply code")
        equal(read_short(close, 2)[0], "NOT_IMPLEMENTED - immediate=true", "reply text")
        wire.method(0, "connection.close-ok")


@story
def smallest_frames():
    """frame-max 4096, in both directions, and the input in crumbs with heartbeats between."""
    with OldClient(frame_max=4096) as wire:
        queue = wire.declare("", bits=EXCLUSIVE)
        body = bytes(range(256)) * 64
        wire.publish(queue, body, frame_size=1000)
        wire.frame(HEARTBEAT, 0, b"")
        wire.method(1, "basic.consume", b"\0\0" + short(queue) + short("") + b"\x02" + table())
        wire.read_method("basic.consume-ok")
        wire.read_method("basic.deliver")
        properties, received, largest = wire.read_content()
        equal((received, largest), (body, 4088), "body, and the largest frame it came in")
        method = struct.pack(">BHI", 1, 1, 5) + struct.pack(">HH", 20, 20) + b"\x01\xce"
        for crumb in method:
            wire.send(bytes([crumb]))
        wire.read_method("channel.flow-ok")
        wire.close()


@story
def every_field_type():
    """Header tables with every type old and new clients write come back as they were sent, to the byte."""
    fields = {
        "bool": b"t\x01", "signed byte": b"b\xff", "unsigned byte": b"B\xff", "short": b"s\xff\xfe", "unsigned short": b"u\xff\xfe",
        "long": b"I\xff\xff\xff\xfe", "unsigned long": b"i\xff\xff\xff\xfe", "long long": b"l" + b"\xff" * 7 + b"\xfe",
        "float": b"f" + struct.pack(">f", 1.5), "double": b"d" + struct.pack(">d", 2.5), "decimal": b"D\x02\x00\x00\x01\x3a",
        "text": b"S" + long("žluť".encode()), "array": b"A" + long(b"I\0\0\0\x01S" + long(b"two") + b"V"),
        "time": b"T" + struct.pack(">Q", 1700000000), "table": b"F" + long(short("inner") + b"F" + long(b"")),
        "void": b"V", "bytes": b"x" + long(bytes(range(256))),
    }  # fmt: skip
    headers = long(b"".join(short(name) + value for name, value in fields.items()))
    with OldClient() as wire:
        # All fourteen, from content-type to what was cluster-id.
        before = short("text/plain") + short("utf-8") + headers + b"\x01\x05"
        before += b"".join(map(short, ("c-1", "answers", "60000", "m-1"))) + struct.pack(">Q", 1700000000)
        properties = b"\xff\xfc" + before + b"".join(map(short, ("greeting", wire.user, "interop", "k-1")))
        queue = wire.declare("", bits=EXCLUSIVE)
        wire.publish(queue, b"", properties)
        equal(wire.get(queue), (False, properties, b""), "message")
        wire.close()


@story
def talking_past_the_goodbye():
    """Clients that buffer go on sending after connection.close: the socket is theirs to close, not the broker's."""
    with OldClient() as wire:
        queue = wire.declare("", bits=EXCLUSIVE)
        wire.method(0, "connection.close", struct.pack(">H", 200) + short("goodbye") + struct.pack(">HH", 0, 0))
        wire.publish(queue, b"too late")
        wire.read_method("connection.close-ok")
        for _ in range(20):
            wire.publish(queue, b"far too late")
            time.sleep(0.01)  # a socket that the peer has closed fails only once its answer is back


@story
def vanishing_client():
    """A client that goes without connection.close leaves no exclusive queue behind."""
    queue = unique("exclusive")
    with OldClient() as wire:
        wire.declare(queue, bits=EXCLUSIVE)
    with OldClient() as wire:
        for _ in range(200):
            wire.method(1, "queue.declare", b"\0\0" + short(queue) + b"\x01" + table())
            close = wire.read_method("channel.close")
            (code,) = struct.unpack(">H", close[:2])
            wire.method(1, "channel.close-ok")
            if code == 404:
                break
            equal(code, 405, "reply code while the queue is still there")
            wire.open_channel()
        equal(code, 404, "reply code in the end")
        wire.close()


main(hold=None)
