// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.auth.Permission;
import io.leveret.broker.VirtualHost;
import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.keeping.DelayedMessage;
import io.leveret.broker.keeping.Delays;
import io.leveret.broker.keeping.KeeperRef;
import io.leveret.broker.message.Message;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages that wait in exchanges of the type x-delayed-message: to be listed, and cancelled one by one. */
final class DelayedResource implements Resource {
    private static final long COUNT_DEFAULT = 100;
    private static final long COUNT_MAX = 1_000;
    private static final int PAYLOAD_BYTES_MAX = 4_096;

    private final Hosts hosts;
    private final Permits permits;
    private final Owners owners;

    DelayedResource(Hosts hosts, Permits permits, Owners owners) {
        this.hosts = hosts;
        this.permits = permits;
        this.owners = owners;
    }

    @Override
    public void mount(Api api) {
        api.at("/exchanges/:vhost/:exchange/delayed", Right.VISIBLE_VIRTUAL_HOST)
                .get(this::list);
        api.at("/exchanges/:vhost/:exchange/delayed/:id", Right.VISIBLE_VIRTUAL_HOST)
                .delete(this::cancel);
    }

    private KeeperRef existing(Call call, VirtualHost host) {
        Exchange exchange = host.exchange(call.exchangeName("exchange"));
        if (exchange != null && exchange.keeper() instanceof KeeperRef keeper && keeper.delays() != null) {
            return keeper;
        }
        throw Refusal.notFound();
    }

    /** Of a reference that {@link #existing} has found. */
    private static Delays delays(KeeperRef keeper) {
        Delays delays = keeper.delays();
        if (delays == null) {
            throw new IllegalStateException(keeper.name() + " delays nothing");
        }
        return delays;
    }

    private Future<Answer> list(Call call) {
        VirtualHost host = hosts.existing(call);
        KeeperRef keeper = existing(call, host);
        int count = (int) Numbers.of(call, "count", COUNT_DEFAULT, 1, COUNT_MAX);
        DelayedMessage.Place after = place(call.query("after"));
        return permits.opens(call.caller(), host.name())
                .compose(may -> permits.exchange(call.caller(), Permission.READ, host.name(), keeper.name()))
                .compose(may -> owners.<List<DelayedMessage>>ask(
                        reply -> keeper.loop().run(() -> delays(keeper).list(after, count, reply))))
                .compose(found -> owners.on(keeper.loop(), () -> delays(keeper).messages())
                        .compose(total -> Answer.ok(json(found, total, count))));
    }

    private static DelayedMessage.@Nullable Place place(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        DelayedMessage.Place place = DelayedMessage.Place.parse(text);
        if (place == null) {
            throw Fields.wrong("after", "what an answer before this one said was next");
        }
        return place;
    }

    private static JsonObject json(List<DelayedMessage> found, long total, int count) {
        JsonArray messages = new JsonArray();
        found.forEach(message -> messages.add(json(message)));
        JsonObject json = new JsonObject().put("messages_delayed", total).put("messages", messages);
        return found.size() < count
                ? json
                : json.put("next", found.get(found.size() - 1).place().toString());
    }

    private static JsonObject json(DelayedMessage delayed) {
        Message message = delayed.message();
        byte[] body = new byte[message.bodyBytes()];
        message.content().copyBody(body, 0);
        JsonObject json = new JsonObject()
                .put("id", delayed.key().toString())
                .put("due", delayed.key().dueMillis())
                .put("exchange", message.address().exchange())
                .put("routing_key", message.address().routingKey())
                .put("payload_bytes", body.length)
                .put("properties", PropertiesJson.of(message.properties()));
        return Payload.put(json, body, Math.min(PAYLOAD_BYTES_MAX, body.length), false);
    }

    private Future<Answer> cancel(Call call) {
        VirtualHost host = hosts.toChange(call);
        KeeperRef keeper = existing(call, host);
        DelayedMessage.Key key = DelayedMessage.Key.parse(call.name("id"));
        if (key == null) {
            throw Refusal.notFound();
        }
        return permits.opens(call.caller(), host.name())
                .compose(may -> permits.exchange(call.caller(), Permission.CONFIGURE, host.name(), keeper.name()))
                .compose(may -> owners.<Boolean>ask(
                        reply -> keeper.loop().run(() -> delays(keeper).cancel(key, reply))))
                .compose(found -> {
                    if (!found) {
                        throw Refusal.notFound();
                    }
                    return Answer.done();
                });
    }
}
