// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.message.AmqpException;
import io.leveret.broker.queue.QueueArguments;
import io.leveret.broker.queue.QueueDefinition;
import io.leveret.broker.queue.QueueRef;
import io.leveret.table.FieldText;
import io.leveret.table.Table;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether declaring again what exists means the same thing: RabbitMQ's rules and texts. */
public final class Equivalence {
    private Equivalence() {}

    static void check(VirtualHost host, Exchange present, ExchangeDefinition wanted) {
        String what = "exchange '" + present.name() + "' in " + host;
        compare("type", what, wanted.type(), present.type());
        compare("durable", what, wanted.durable(), present.durable());
        compare("auto_delete", what, wanted.autoDelete(), present.autoDelete());
        compare("internal", what, wanted.internal(), present.internal());
        compareArgument(Exchange.ALTERNATE, what, wanted.arguments(), present.arguments());
    }

    /** Also refuses a queue that is exclusive to another connection. */
    public static void check(QueueRef present, QueueDefinition wanted) {
        if (present.definition().exclusiveOwner() != wanted.exclusiveOwner()) {
            throw locked(present);
        }
        String what = present.inText();
        compare("durable", what, wanted.durable(), present.definition().durable());
        compare("auto_delete", what, wanted.autoDelete(), present.autoDelete());
        for (String argument : QueueArguments.compared(present.type())) {
            compareArgument(argument, what, wanted.arguments(), present.arguments());
        }
    }

    /** The error for any use of a queue that is exclusive to another connection. */
    public static AmqpException locked(QueueRef queue) {
        return AmqpException.resourceLocked("cannot obtain exclusive access to locked " + queue.inText()
                + ". It could be originally declared on another connection or the exclusive property value does not"
                + " match that of the original declaration.");
    }

    private static void compare(String property, String what, Object received, Object current) {
        if (!received.equals(current)) {
            throw inequivalent(property, what, "'" + received + "'", "'" + current + "'");
        }
    }

    private static void compareArgument(String key, String what, Table received, Table current) {
        Object a = received.get(key);
        Object b = current.get(key);
        Long x = received.integer(key);
        boolean same = x != null ? x.equals(current.integer(key)) : Objects.equals(a, b);
        if (!same && !(key.equals("x-queue-type") && isClassic(a) && isClassic(b))) {
            if (a != null && b != null) { // RabbitMQ names the types only where one side is missing
                throw inequivalent(key, what, "'" + FieldText.of(a) + "'", "'" + FieldText.of(b) + "'");
            }
            throw inequivalent(key, what, FieldText.describe(a), FieldText.describe(b));
        }
    }

    private static boolean isClassic(@Nullable Object type) {
        return type == null || type.toString().equals("classic");
    }

    private static AmqpException inequivalent(String property, String what, String received, String current) {
        return AmqpException.preconditionFailed("inequivalent arg '" + property + "' for " + what + ": received "
                + received + " but current is " + current);
    }
}
