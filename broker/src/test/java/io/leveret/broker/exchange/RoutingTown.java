// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.message.Properties;
import io.leveret.table.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A virtual host as far as routing needs one: queues and exchanges by name, made on first use. */
final class RoutingTown {
    /** A queue that is nothing but a name. */
    static final class NamedQueue implements Destination {
        private final String name;

        NamedQueue(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String toString() {
            return "queue '" + name + "'";
        }
    }

    private final ExchangeTypes types = new ExchangeTypes();
    private final Map<String, NamedQueue> queues = new HashMap<>();
    private final Map<String, Exchange> exchanges = new HashMap<>();
    final Topology topology = new Topology();
    final Bindings bindings = new Bindings(topology);
    final Router router = new Router(queues::get, exchanges::get);

    NamedQueue queue(String name) {
        return queues.computeIfAbsent(name, NamedQueue::new);
    }

    Exchange exchange(String name, String type) {
        return exchange(name, type, Table.EMPTY);
    }

    Exchange exchange(String name, String type, Table arguments) {
        Exchange exchange = types.create(name, type, true, false, false, arguments);
        exchanges.put(name, exchange);
        return exchange;
    }

    Exchange autoDelete(String name, String type) {
        Exchange exchange = types.create(name, type, true, true, false, Table.EMPTY);
        exchanges.put(name, exchange);
        return exchange;
    }

    boolean bind(Exchange source, String queue, String key) {
        return bindings.bind(source, queue(queue), key, Table.EMPTY);
    }

    boolean bind(Exchange source, Exchange destination, String key) {
        return bindings.bind(source, destination, key, Table.EMPTY);
    }

    boolean bind(Exchange source, String queue, Table arguments) {
        return bindings.bind(source, queue(queue), "", arguments);
    }

    Removal unbind(Exchange source, String queue, String key) {
        return bindings.unbind(source, queue(queue), key, Table.EMPTY);
    }

    List<String> route(Exchange first, String key) {
        List<String> names = names(router.route(first, key, Routable.PLAIN));
        assertThat(names(router.route(first, List.of(key), Routable.PLAIN))).isEqualTo(names);
        return names;
    }

    List<String> route(Exchange first, Table headers) {
        return names(router.route(first, "", () -> Properties.EMPTY.withHeaders(headers)));
    }

    static List<String> names(Route route) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < route.size(); i++) {
            names.add(route.queue(i).name());
        }
        return names;
    }
}
