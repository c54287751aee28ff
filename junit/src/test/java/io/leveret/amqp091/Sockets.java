// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import com.rabbitmq.client.SocketConfigurator;
import java.io.IOException;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Remembers the sockets of a factory's connections, to end them as a crash does: without a word. */
final class Sockets implements SocketConfigurator {
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

    @Override
    public void configure(Socket socket) {
        open.add(socket);
    }

    void kill() throws IOException {
        for (Socket socket = open.poll(); socket != null; socket = open.poll()) {
            socket.setSoLinger(true, 0); // a reset, as from a machine that knows nothing of the connection
            socket.close();
        }
    }
}
