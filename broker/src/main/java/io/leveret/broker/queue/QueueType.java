// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.AmqpException;
import io.leveret.table.LongString;
import io.leveret.table.Table;
import org.jspecify.annotations.Nullable;

/** What types of queues there are, and in what they differ: a queue of any of them is made of the same parts. */
public enum QueueType {
    CLASSIC("classic", "rabbit_classic_queue"),
    /** Keeps every message on disk, counts failed deliveries, and has 32 priorities. */
    QUORUM("quorum", "rabbit_quorum_queue");

    private static final String ARGUMENT = "x-queue-type";
    private static final int QUORUM_PRIORITY_MAX = 31;
    private static final int QUORUM_USUAL_PRIORITY = 4;
    private static final int QUORUM_DELIVERY_LIMIT = 20;

    private final String text;
    private final String module;

    QueueType(String text, String module) {
        this.text = text;
        this.module = module;
    }

    /** As users and operators write it. */
    public String text() {
        return text;
    }

    /** As RabbitMQ's error texts and figures have it. */
    public String module() {
        return module;
    }

    /** By either of its names; null for none of these. */
    static @Nullable QueueType find(String name) {
        for (QueueType type : values()) {
            if (type.text.equals(name) || type.module.equals(name)) {
                return type;
            }
        }
        return null;
    }

    /** Of a queue with these arguments, which {@link QueueArguments} has checked. */
    public static QueueType of(Table arguments) {
        Object said = arguments.isEmpty() ? null : arguments.get(ARGUMENT);
        QueueType type = said == null ? CLASSIC : find(said.toString());
        return type == null ? CLASSIC : type;
    }

    /**
     * The definition with a type, where it says none: the virtual host's, which is said then too. A queue that its type
     * does not fit is a classic one.
     *
     * @param usual the virtual host's, which may be one that there is not
     */
    public static QueueDefinition typed(QueueDefinition wanted, String usual) {
        if (usual.equals(CLASSIC.text) || saysType(wanted.arguments()) || !fitsReplicated(wanted)) {
            return wanted;
        }
        return new QueueDefinition(
                wanted.virtualHost(),
                wanted.name(),
                wanted.durable(),
                wanted.autoDelete(),
                wanted.exclusiveOwner(),
                wanted.arguments().with(ARGUMENT, LongString.of(usual)));
    }

    private static boolean saysType(Table arguments) {
        Object said = arguments.get(ARGUMENT);
        return said != null && !said.toString().isEmpty() && !said.toString().equals("undefined");
    }

    private static boolean fitsReplicated(QueueDefinition wanted) {
        return wanted.durable() && !wanted.autoDelete() && !wanted.exclusive();
    }

    /**
     * @throws AmqpException 406, if a queue of this type cannot be declared like that
     */
    public void check(QueueDefinition wanted) {
        if (this == CLASSIC) {
            return;
        }
        String wrong = wanted.autoDelete()
                ? "auto-delete"
                : wanted.exclusive() ? "exclusive-owner" : wanted.durable() ? null : "non-durable";
        if (wrong != null) {
            throw AmqpException.preconditionFailed("invalid property '" + wrong + "' for " + wanted.inText());
        }
    }

    /** Refuses a queue whose name the server shall make, if there are none of this type. */
    public void checkServerNamed() {
        if (this != CLASSIC) {
            throw AmqpException.preconditionFailed("Cannot declare a server-named queue for type " + module);
        }
    }

    /** Refuses the conditions of a queue.delete that queues of this type do not look at. */
    public void checkDelete(String queue, boolean ifUnused, boolean ifEmpty) {
        if (this != CLASSIC && (ifUnused || ifEmpty)) {
            throw AmqpException.notImplemented("cannot delete " + queue + ". queue.delete operations with "
                    + (ifUnused ? "if-unused" : "if-empty") + " flag set are not supported by " + text + " queues");
        }
    }

    /** Whether messages are kept that were not published as persistent. */
    boolean storesEverything() {
        return this == QUORUM;
    }

    /** The highest priority of its messages, where a declaration asks for so many; a quorum queue has its own. */
    int priorityMax(int declared) {
        return this == QUORUM ? QUORUM_PRIORITY_MAX : declared;
    }

    /** The priority of messages that have none. */
    int usualPriority() {
        return this == QUORUM ? QUORUM_USUAL_PRIORITY : 0;
    }

    /** How often a delivery may fail where nobody says; or {@link QueueSettings#NONE}. */
    long usualDeliveryLimit() {
        return this == QUORUM ? QUORUM_DELIVERY_LIMIT : QueueSettings.NONE;
    }

    /** Whether a delivery that ends like this has failed, and counts towards the limit. */
    boolean counts(Settlement how) {
        return how == Settlement.FAILED || (how == Settlement.REQUEUED && this == CLASSIC);
    }

    /** Whether the failed deliveries are not known from those there were. */
    boolean remembersFailures() {
        return this == QUORUM;
    }

    /** Deliveries of a message from before a restart that have failed: a consumer that held it then has. */
    int failures(int deliveries, Note note) {
        return this == CLASSIC ? deliveries : note.failures() + (note.held(deliveries) ? 1 : 0);
    }

    /** Whether declaring a queue again is using it. */
    boolean usedByDeclaring() {
        return this == CLASSIC;
    }

    /** Whether a single active consumer makes way for one of a higher priority. */
    boolean prefersHigherPriority() {
        return this == QUORUM;
    }
}
