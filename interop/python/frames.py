# SPDX-License-Identifier: Apache-2.0
"""AMQP 0-9-1 frames by hand, for what no client of today sends any more."""

import socket
import struct

from stories import address, equal

METHOD, HEADER, BODY, HEARTBEAT = 1, 2, 3, 8
FRAME_END = b"\xce"
HEADER_0_9_1 = b"AMQP\x00\x00\x09\x01"
SECONDS = 20

METHODS = {
    "connection.start": (10, 10), "connection.start-ok": (10, 11), "connection.tune": (10, 30),
    "connection.tune-ok": (10, 31), "connection.open": (10, 40), "connection.open-ok": (10, 41),
    "connection.close": (10, 50), "connection.close-ok": (10, 51),
    "channel.open": (20, 10), "channel.open-ok": (20, 11), "channel.flow": (20, 20), "channel.flow-ok": (20, 21),
    "channel.close": (20, 40), "channel.close-ok": (20, 41),
    "access.request": (30, 10), "access.request-ok": (30, 11),
    "exchange.declare": (40, 10), "exchange.declare-ok": (40, 11),
    "queue.declare": (50, 10), "queue.declare-ok": (50, 11), "queue.bind": (50, 20), "queue.delete": (50, 40),
    "queue.delete-ok": (50, 41),
    "basic.qos": (60, 10), "basic.qos-ok": (60, 11), "basic.consume": (60, 20), "basic.consume-ok": (60, 21),
    "basic.cancel": (60, 30), "basic.publish": (60, 40), "basic.deliver": (60, 60), "basic.get": (60, 70),
    "basic.get-ok": (60, 71), "basic.get-empty": (60, 72), "basic.ack": (60, 80), "basic.recover-async": (60, 100),
    "basic.recover": (60, 110), "basic.recover-ok": (60, 111),
}  # fmt: skip
NAMES = {ids: name for name, ids in METHODS.items()}


def short(text):
    data = text.encode()
    return struct.pack(">B", len(data)) + data


def long(data):
    return struct.pack(">I", len(data)) + data


def table(**texts):
    return long(b"".join(short(name) + b"S" + long(text.encode()) for name, text in texts.items()))


def read_short(data, at):
    end = at + 1 + data[at]
    return data[at + 1 : end].decode(), end


class Wire:
    """One connection, frame by frame."""

    def __init__(self):
        host, port, self.user, self.password, self.virtual_host = address()
        self.socket = socket.create_connection((host, port), SECONDS)
        self.input = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.input.close()
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def frame(self, kind, channel, payload):
        self.send(struct.pack(">BHI", kind, channel, len(payload)) + payload + FRAME_END)

    def method(self, channel, name, arguments=b""):
        self.frame(METHOD, channel, struct.pack(">HH", *METHODS[name]) + arguments)

    def read_frame(self):
        """The next frame that is no heartbeat, or None at the end."""
        while True:
            try:
                head = self.input.read(7)
            except ConnectionResetError:
                return None
            if len(head) < 7:
                return None
            kind, channel, size = struct.unpack(">BHI", head)
            payload = self.input.read(size)
            equal(self.input.read(1), FRAME_END, "frame end")
            if kind != HEARTBEAT:
                return kind, channel, payload

    def read_method(self, expected):
        """The arguments of the next frame, which must be this method."""
        frame = self.read_frame()
        if frame is None:
            raise AssertionError(f"the connection ended where {expected} was due")
        kind, _, payload = frame
        equal(kind, METHOD, f"kind of frame where {expected} was due")
        name = NAMES.get(struct.unpack(">HH", payload[:4]), payload[:4])
        equal(name, expected, f"method (with {payload[4:84]!r})")
        return payload[4:]

    def read_content(self):
        """Property bytes from the flags on, body, and the largest payload a frame had."""
        kind, _, payload = self.read_frame()
        equal(kind, HEADER, "kind of frame after a content method")
        (size,) = struct.unpack(">Q", payload[4:12])
        body, largest = b"", 0
        while len(body) < size:
            kind, _, part = self.read_frame()
            equal(kind, BODY, "kind of frame in a body")
            body += part
            largest = max(largest, len(part))
        return payload[12:], body, largest

    def start(self, header=HEADER_0_9_1, properties=None, mechanism="PLAIN", response=None, password=None):
        self.send(header)
        start = self.read_method("connection.start")
        plain = f"\0{self.user}\0{password or self.password}".encode()
        self.method(
            0, "connection.start-ok",
            (properties if properties is not None else long(b"")) + short(mechanism) + long(response or plain) + short("en_US"),
        )  # fmt: skip
        return start

    def tune(self, frame_max=131072, heartbeat=0):
        channel_max, _, _ = struct.unpack(">HIH", self.read_method("connection.tune"))
        self.method(0, "connection.tune-ok", struct.pack(">HIH", channel_max, frame_max, heartbeat))

    def open(self, reserved="", insist=False, **tuning):
        self.tune(**tuning)
        self.method(0, "connection.open", short(self.virtual_host) + short(reserved) + bytes([insist]))
        self.read_method("connection.open-ok")

    def open_channel(self, number=1, out_of_band=""):
        self.method(number, "channel.open", short(out_of_band))
        self.read_method("channel.open-ok")

    def close(self):
        self.method(0, "connection.close", struct.pack(">H", 200) + short("goodbye") + struct.pack(">HH", 0, 0))
        self.read_method("connection.close-ok")

    def publish(self, key, body, properties=b"\0\0", exchange="", ticket=0, bits=0, frame_size=4088):
        self.method(1, "basic.publish", struct.pack(">H", ticket) + short(exchange) + short(key) + bytes([bits]))
        self.frame(HEADER, 1, struct.pack(">HHQ", 60, 0, len(body)) + properties)
        for at in range(0, len(body), frame_size):
            self.frame(BODY, 1, body[at : at + frame_size])

    def declare(self, queue, ticket=0, bits=0):
        """Bits: passive 1, durable 2, exclusive 4, auto-delete 8, no-wait 16."""
        self.method(1, "queue.declare", struct.pack(">H", ticket) + short(queue) + bytes([bits]) + table())
        if not bits & 16:
            return read_short(self.read_method("queue.declare-ok"), 0)[0]
        return queue

    def get(self, queue, ticket=0, no_ack=True):
        """Redelivered, properties and body of the next message, or None."""
        self.method(1, "basic.get", struct.pack(">H", ticket) + short(queue) + bytes([no_ack]))
        kind, _, payload = self.read_frame()
        if struct.unpack(">HH", payload[:4]) == METHODS["basic.get-empty"]:
            return None
        equal((kind, payload[:4]), (METHOD, struct.pack(">HH", *METHODS["basic.get-ok"])), "answer to basic.get")
        properties, body, _ = self.read_content()
        return bool(payload[12]), properties, body
