// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.loop.Loop;
import java.util.Set;

/**
 * A client's connection, whatever its protocol, as operators and alarms see it. Its facts may be
 * asked for from any thread, all else on its loop.
 */
public interface Session {

    /** Never reused while the node runs. */
    long id();

    /** {@code ip:port -> ip:port}, as RabbitMQ names connections. */
    String name();

    /** The name of who has logged in. */
    String userName();

    /** The name of the virtual host it has opened. */
    String virtualHostName();

    Loop loop();

    /** What does not change while it is open. From any thread. */
    ConnectionFacts facts();

    /** How it stands now. */
    ConnectionView view();

    /** Ends the connection in the protocol's polite way; the client is told the reason. */
    void close(String reason);

    /** The alarms that hold now: while there are any, the connection takes no publishes. */
    void alarms(Set<String> reasons);
}
