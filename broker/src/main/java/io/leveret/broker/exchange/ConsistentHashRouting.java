// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import io.leveret.broker.message.Properties;
import io.leveret.loop.Published;
import io.leveret.table.LongString;
import io.leveret.table.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code x-consistent-hash}: to one of the destinations, by a hash of the routing key, of a header or of a property; the
 * binding key is the destination's weight. The same value leads to the same destination, also after a restart, and when a
 * destination comes or goes only the values move that it gets or had (weighted rendezvous hashing).
 */
final class ConsistentHashRouting implements Routing {
    private static final int WEIGHT_MAX = 10_000;

    private record Share(Binding binding, int weight, long hash) {}

    private final @Nullable String header;
    private final @Nullable String property;
    private final Published<List<Share>> shares = new Published<>(List.of());

    ConsistentHashRouting(Table arguments) {
        header = text(arguments, "hash-header");
        property = text(arguments, "hash-property");
        if (header != null && property != null) {
            throw new InvalidDefinitionException("hash-header and hash-property are mutually exclusive");
        }
        if (property != null
                && !List.of("correlation_id", "message_id", "timestamp").contains(property)) {
            throw new InvalidDefinitionException("Unsupported property: " + property);
        }
    }

    private static @Nullable String text(Table arguments, String key) {
        Object value = arguments.get(key);
        if (value != null && !(value instanceof LongString)) {
            throw new InvalidDefinitionException("invalid arg '" + key + "': not a string");
        }
        return value == null ? null : value.toString();
    }

    @Override
    public void check(Binding binding) {
        weight(binding);
    }

    private static int weight(Binding binding) {
        long weight;
        try {
            weight = Long.parseLong(binding.key());
        } catch (NumberFormatException e) {
            throw new InvalidDefinitionException("The binding key must be an integer: <<\"" + binding.key() + "\">>");
        }
        if (weight < 1) {
            throw new InvalidDefinitionException("The binding key must be greater than 0");
        }
        if (weight > WEIGHT_MAX) {
            throw new InvalidDefinitionException("The binding key must not exceed " + WEIGHT_MAX);
        }
        return (int) weight;
    }

    @Override
    public void add(Binding binding) {
        List<Share> next = new ArrayList<>(shares.get());
        next.add(new Share(
                binding, weight(binding), Hashing.of(binding.destination().name())));
        shares.set(next);
    }

    @Override
    public void remove(Binding binding) {
        List<Share> next = new ArrayList<>(shares.get());
        next.removeIf(share -> share.binding.equals(binding));
        shares.set(next);
    }

    @Override
    public void route(Publication publication, Ordered<Binding> all, Matches into) {
        long hash = Hashing.of(value(publication));
        double best = Double.NEGATIVE_INFINITY;
        Destination chosen = null;
        for (Share share : shares.get()) {
            double score = score(hash, share);
            if (score > best) {
                best = score;
                chosen = share.binding.destination();
            }
        }
        if (chosen != null) {
            into.add(chosen);
        }
    }

    private String value(Publication publication) {
        if (header != null) {
            return String.valueOf(publication.message().headers().get(header));
        }
        if (property == null) {
            return publication.keys().get(0);
        }
        Properties properties = publication.message().properties();
        return switch (property) {
            case "correlation_id" -> String.valueOf(properties.correlationId());
            case "message_id" -> String.valueOf(properties.messageId());
            default -> String.valueOf(properties.timestamp());
        };
    }

    /** Of all destinations the one with the highest has the share of the values that its weight gives it. */
    private static double score(long hash, Share share) {
        long mixed = Hashing.mix(hash ^ share.hash);
        double uniform = ((mixed >>> 11) + 0.5) * 0x1p-53;
        return share.weight / -Math.log(uniform);
    }

    @Override
    public boolean byKeysOnly() {
        return header == null && property == null;
    }
}
