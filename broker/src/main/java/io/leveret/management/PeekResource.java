// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.auth.Permission;
import io.leveret.broker.message.Message;
import io.leveret.broker.queue.PeekRequest;
import io.leveret.broker.queue.Peeked;
import io.leveret.broker.queue.QueueRef;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Shows messages of a queue, those that consumers hold too, and leaves order and redelivery as they are. */
final class PeekResource implements Resource {
    private static final long COUNT_DEFAULT = 10;
    private static final long COUNT_MAX = 1_000;
    private static final long PAYLOAD_BYTES_DEFAULT = 4_096;

    private final Hosts hosts;
    private final Permits permits;
    private final Owners owners;

    PeekResource(Hosts hosts, Permits permits, Owners owners) {
        this.hosts = hosts;
        this.permits = permits;
        this.owners = owners;
    }

    @Override
    public void mount(Api api) {
        api.at("/queues/:vhost/:queue/peek", Right.VISIBLE_VIRTUAL_HOST).get(this::peek);
    }

    private Future<Answer> peek(Call call) {
        QueueRef queue = hosts.existing(call).queue(call.name("queue"));
        if (queue == null) {
            throw Refusal.notFound();
        }
        PeekRequest request = request(call);
        int truncate = (int) Numbers.of(call, "truncate", PAYLOAD_BYTES_DEFAULT, 0, Integer.MAX_VALUE);
        String host = queue.definition().virtualHost();
        return permits.opens(call.caller(), host)
                .compose(may -> permits.queue(call.caller(), Permission.READ, host, queue.name()))
                .compose(may -> {
                    TopologyChanges.checkNotExclusive(queue);
                    return owners.<Peeked>ask(reply -> queue.peek(request, queue.loop(), reply));
                })
                .compose(peeked -> Answer.ok(json(peeked, truncate)));
    }

    private static PeekRequest request(Call call) {
        return new PeekRequest(
                place(call.query("after")),
                Numbers.of(call, "position", 0, 0, Long.MAX_VALUE),
                (int) Numbers.of(call, "count", COUNT_DEFAULT, 1, COUNT_MAX),
                call.query("message_id"),
                call.query("header"),
                call.query("value"),
                seconds(call, "since"),
                seconds(call, "until"));
    }

    private static PeekRequest.@Nullable Place place(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        PeekRequest.Place place = PeekRequest.Place.parse(text);
        if (place == null || place.priority() < 0) {
            throw Fields.wrong("after", "what an answer before this one said was next");
        }
        return place;
    }

    private static @Nullable Long seconds(Call call, String key) {
        return call.query(key) == null ? null : Numbers.of(call, key, 0, 0, Long.MAX_VALUE);
    }

    private static JsonObject json(Peeked peeked, int truncate) {
        JsonArray messages = new JsonArray();
        peeked.messages().forEach(seen -> messages.add(json(seen, truncate)));
        JsonObject json = new JsonObject().put("messages", messages);
        PeekRequest.Place next = peeked.next();
        return next == null ? json : json.put("next", next.toString());
    }

    private static JsonObject json(Peeked.Seen seen, int truncate) {
        Message message = seen.message();
        byte[] body = new byte[message.bodyBytes()];
        message.content().copyBody(body, 0);
        JsonObject json = new JsonObject()
                .put("id", seen.place().toString())
                .put("state", seen.unacknowledged() ? "unacknowledged" : "ready")
                .put("deliveries", seen.deliveries())
                .put("exchange", message.address().exchange())
                .put("routing_key", message.address().routingKey())
                .put("payload_bytes", body.length)
                .put("properties", PropertiesJson.of(message.properties()));
        if (seen.expiresAt() != 0) {
            json.put("expires", seen.expiresAt());
        }
        return Payload.put(json, body, Math.min(truncate, body.length), false);
    }
}
