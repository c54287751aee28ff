// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import io.leveret.broker.policy.EffectivePolicy;
import io.leveret.loop.Published;
import io.leveret.table.Table;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An exchange: its declaration and the bindings from it. Changed by the definitions' writer through {@link Bindings},
 * read from every loop. Made by {@link ExchangeTypes#create}.
 */
public final class Exchange implements Destination {
    /** The argument, and the policy key, that names where messages go which this exchange leads nowhere. */
    public static final String ALTERNATE = "alternate-exchange";

    private final String name;
    private final ExchangeType type;
    private final boolean durable;
    private final boolean autoDelete;
    private final boolean internal;
    private final Table arguments;
    private final @Nullable Keeper keeper;
    private final Routing routing;
    private final boolean byKeysOnly;
    private final Published<Ordered<Binding>> bindings = new Published<>(Ordered.empty());
    private final Published<Optional<String>> alternate;
    private final Published<EffectivePolicy> policy = new Published<>(EffectivePolicy.NONE);

    Exchange(
            String name,
            ExchangeType type,
            boolean durable,
            boolean autoDelete,
            boolean internal,
            Table arguments,
            @Nullable Keeper keeper) {
        this.name = name;
        this.type = type;
        this.durable = durable;
        this.autoDelete = autoDelete;
        this.internal = internal;
        this.arguments = arguments;
        this.keeper = keeper;
        this.routing = type.routing(arguments, keeper);
        this.byKeysOnly = routing.byKeysOnly();
        this.alternate = new Published<>(Optional.ofNullable(arguments.string(ALTERNATE)));
    }

    /** Only by the writer. False if there is such a binding already. */
    boolean add(Binding binding) {
        routing.check(binding);
        if (bindings.get().contains(binding)) {
            return false;
        }
        routing.add(binding);
        bindings.set(bindings.get().with(binding));
        return true;
    }

    /** Only by the writer. False if there is no such binding. */
    boolean remove(Binding binding) {
        if (!bindings.get().contains(binding)) {
            return false;
        }
        bindings.set(bindings.get().without(binding));
        routing.remove(binding);
        return true;
    }

    void route(Publication publication, Matches into) {
        routing.route(publication, bindings.get(), into);
    }

    boolean byKeysOnly() {
        return byKeysOnly;
    }

    /** Who keeps messages for it; null where nobody does. */
    public @Nullable Keeper keeper() {
        return keeper;
    }

    /** The bindings from this exchange, oldest first, as of now. From any thread. */
    public Collection<Binding> bindings() {
        return bindings.get();
    }

    /** Whether no binding leads from it: what {@code if-unused} asks, and when an auto-delete exchange goes. */
    public boolean isUnused() {
        return bindings.get().isEmpty();
    }

    /** The name of the exchange that gets what this one leads nowhere; there may be none of that name. */
    public @Nullable String alternate() {
        return alternate.get().orElse(null);
    }

    /**
     * What a policy says about the alternate; null if none does. The argument of the declaration is stronger. Only by
     * the writer, who then tells the {@link Topology}.
     */
    public void applyAlternate(@Nullable String byPolicy) {
        if (!arguments.contains(ALTERNATE)) {
            alternate.set(Optional.ofNullable(byPolicy));
        }
    }

    /** What policies say about it. */
    public EffectivePolicy policy() {
        return policy.get();
    }

    /** From now on this is what policies say. Only by the writer, who then tells the {@link Topology}. */
    public void apply(EffectivePolicy next) {
        policy.set(next);
        applyAlternate(next.definition().string(ALTERNATE));
    }

    /** The one without a name, to which every queue is bound by its own. */
    public boolean isDefault() {
        return name.isEmpty();
    }

    @Override
    public String name() {
        return name;
    }

    /** The type's name: {@code direct}, {@code topic}, … */
    public String type() {
        return type.name();
    }

    public boolean durable() {
        return durable;
    }

    public boolean autoDelete() {
        return autoDelete;
    }

    /** Whether clients may not publish to it. */
    public boolean internal() {
        return internal;
    }

    public Table arguments() {
        return arguments;
    }

    @Override
    public String toString() {
        return "exchange '" + name + "'";
    }
}
