// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.loop.Published;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The connections of the node, and the resource alarms they must obey. Callable from every thread. */
public final class Sessions {
    private final Map<Long, Session> open = new ConcurrentHashMap<>();
    private final OpenChannels channels = new OpenChannels();
    private final AtomicLong lastId = new AtomicLong();
    private final Published<BiConsumer<String, Boolean>> alarmed = new Published<>((alarm, raised) -> {});
    private final Published<Set<String>> alarms = new Published<>(Set.of());

    public long nextId() {
        return lastId.incrementAndGet();
    }

    /** Enters a connection; it hears of the alarms that hold. On its loop. */
    public void add(Session session) {
        open.put(session.id(), session);
        Set<String> present = alarms.get();
        if (!present.isEmpty()) {
            session.alarms(present);
        }
    }

    public void remove(Session session) {
        open.remove(session.id());
    }

    /** The connection of that id; null where it is not open. */
    public @Nullable Session find(long id) {
        return open.get(id);
    }

    public Collection<Session> all() {
        return List.copyOf(open.values());
    }

    /** How many there are. */
    public int count() {
        return open.size();
    }

    /** The channels of all connections. */
    public OpenChannels channels() {
        return channels;
    }

    /** Closes those; each client is told the reason. */
    public void close(Predicate<Session> which, String reason) {
        for (Session session : open.values()) {
            if (which.test(session)) {
                session.loop().execute(() -> session.close(reason));
            }
        }
    }

    /** The alarms that hold now. */
    public Set<String> alarms() {
        return alarms.get();
    }

    /** Who hears of each alarm that is raised or cleared, on the thread that does. */
    void whenAlarmed(BiConsumer<String, Boolean> listener) {
        alarmed.set(listener);
    }

    /** Raises an alarm: {@code memory} or {@code disk}. From the thread that watches the resources only. */
    public void raise(String alarm) {
        Set<String> next = new TreeSet<>(alarms.get());
        if (next.add(alarm)) {
            alarmed.get().accept(alarm, true);
        }
        publish(next);
    }

    /** Clears an alarm. From the thread that watches the resources only. */
    public void clear(String alarm) {
        Set<String> next = new TreeSet<>(alarms.get());
        if (next.remove(alarm)) {
            alarmed.get().accept(alarm, false);
        }
        publish(next);
    }

    private void publish(Set<String> next) {
        Set<String> present = Set.copyOf(next);
        alarms.set(present);
        for (Session session : open.values()) {
            session.loop().run(() -> session.alarms(alarms.get()));
        }
    }
}
