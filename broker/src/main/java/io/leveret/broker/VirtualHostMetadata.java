// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.table.LongString;
import io.leveret.table.Table;
import java.util.List;

/**
 * What operators say of a virtual host.
 *
 * @param defaultQueueType of queues that are declared without a type: {@code classic}, {@code quorum} or {@code stream}
 * @param protectedFromDeletion whether deleting it is refused
 */
public record VirtualHostMetadata(
        String description, List<String> tags, String defaultQueueType, boolean protectedFromDeletion) {

    /** The queue types that can be a default. */
    public static final List<String> QUEUE_TYPES = List.of("classic", "quorum", "stream");

    public VirtualHostMetadata {
        tags = List.copyOf(tags);
    }

    /** Nothing said. */
    public static VirtualHostMetadata of(String defaultQueueType) {
        return new VirtualHostMetadata("", List.of(), defaultQueueType, false);
    }

    public VirtualHostMetadata withDescription(String next) {
        return new VirtualHostMetadata(next, tags, defaultQueueType, protectedFromDeletion);
    }

    public VirtualHostMetadata withTags(List<String> next) {
        return new VirtualHostMetadata(description, next, defaultQueueType, protectedFromDeletion);
    }

    public VirtualHostMetadata withDefaultQueueType(String next) {
        return new VirtualHostMetadata(description, tags, next, protectedFromDeletion);
    }

    public VirtualHostMetadata withProtection(boolean next) {
        return new VirtualHostMetadata(description, tags, defaultQueueType, next);
    }

    Table toTable() {
        return Table.builder()
                .add("description", LongString.of(description))
                .add("tags", CommandFields.texts(tags))
                .add("default_queue_type", LongString.of(defaultQueueType))
                .add("protected", protectedFromDeletion)
                .build();
    }

    static VirtualHostMetadata of(Table table) {
        CommandFields f = new CommandFields(table);
        return new VirtualHostMetadata(
                f.text("description"), f.texts("tags"), f.text("default_queue_type"), f.flag("protected"));
    }
}
