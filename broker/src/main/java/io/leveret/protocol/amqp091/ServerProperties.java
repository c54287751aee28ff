// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.config.Settings;
import io.leveret.table.LongString;
import io.leveret.table.Table;
import java.util.Objects;

/**
 * What the node says of itself in connection.start. Old clients branch on product and version, so those are RabbitMQ's.
 *
 * @param table sorted by key
 */
public record ServerProperties(Table table) {
    public static final String PRODUCT = "RabbitMQ";
    public static final String PRODUCT_VERSION = "4.3.5";

    /**
     * @param identity what it calls itself, where that is not RabbitMQ
     * @param version the node's own version
     */
    public static ServerProperties of(Settings.Identity identity, String version) {
        Table.Builder capabilities = Table.builder();
        for (String capability : new String[] {
            "publisher_confirms",
            "exchange_exchange_bindings",
            "basic.nack",
            "consumer_cancel_notify",
            "connection.blocked",
            "consumer_priorities",
            "authentication_failure_close",
            "per_consumer_qos",
            "direct_reply_to"
        }) {
            capabilities.add(capability, true);
        }
        return new ServerProperties(Table.builder()
                .add("capabilities", capabilities.build())
                .add("cluster_name", text(identity.clusterName()))
                .add("copyright", text("The Leveret authors"))
                .add("information", text("Leveret " + version + ". Licensed under the Apache License 2.0."))
                .add("leveret_version", text(version))
                .add("platform", text("Java " + Runtime.version().feature()))
                .add("product", text(Objects.requireNonNullElse(identity.productName(), PRODUCT)))
                .add("version", text(Objects.requireNonNullElse(identity.productVersion(), PRODUCT_VERSION)))
                .build());
    }

    private static LongString text(String value) {
        return LongString.of(value);
    }
}
