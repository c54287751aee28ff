// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.figures.ExchangeFigures;
import io.leveret.broker.figures.MessageEvent;
import io.leveret.broker.figures.MessageFigures;
import io.leveret.broker.figures.Rate;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Figures as RabbitMQ shows them: a total under its name, and its rate under the name with {@code _details}. */
final class MessageStats {
    private static final List<MessageEvent> PUBLISHING = List.of(
            MessageEvent.PUBLISH, MessageEvent.CONFIRM, MessageEvent.RETURN_UNROUTABLE, MessageEvent.DROP_UNROUTABLE);
    private static final List<MessageEvent> DELIVERING = List.of(
            MessageEvent.DELIVER,
            MessageEvent.DELIVER_NO_ACK,
            MessageEvent.GET,
            MessageEvent.GET_NO_ACK,
            MessageEvent.GET_EMPTY,
            MessageEvent.REDELIVER,
            MessageEvent.ACK);
    private static final List<MessageEvent> DELIVERIES =
            List.of(MessageEvent.DELIVER, MessageEvent.DELIVER_NO_ACK, MessageEvent.GET, MessageEvent.GET_NO_ACK);

    private MessageStats() {}

    /** Of a queue; null where nothing has ever happened. */
    static @Nullable JsonObject ofQueue(MessageFigures figures) {
        if (figures.isEmpty()) {
            return null;
        }
        JsonObject json = new JsonObject();
        put(json, figures, MessageEvent.PUBLISH);
        return delivering(json, figures);
    }

    /** Of who publishes and consumes; null where nothing has ever happened. */
    static @Nullable JsonObject ofChannel(MessageFigures figures) {
        if (figures.isEmpty()) {
            return null;
        }
        JsonObject json = new JsonObject();
        PUBLISHING.forEach(event -> put(json, figures, event));
        return delivering(json, figures);
    }

    /** Of an exchange; null where nothing was ever published to it. */
    static @Nullable JsonObject ofExchange(ExchangeFigures figures) {
        if (figures.in().total() == 0) {
            return null;
        }
        JsonObject json = new JsonObject();
        put(json, "publish_in", figures.in());
        put(json, "publish_out", figures.out());
        return json;
    }

    private static JsonObject delivering(JsonObject json, MessageFigures figures) {
        DELIVERING.forEach(event -> put(json, figures, event));
        long total = 0;
        double rate = 0;
        for (MessageEvent event : DELIVERIES) {
            total += figures.total(event);
            rate += figures.rate(event);
        }
        put(json, "deliver_get", new Rate(total, rate));
        return json;
    }

    private static void put(JsonObject json, MessageFigures figures, MessageEvent event) {
        put(json, event.key(), new Rate(figures.total(event), figures.rate(event)));
    }

    static void put(JsonObject json, String key, Rate rate) {
        json.put(key, rate.total()).put(key + "_details", details(rate));
    }

    static JsonObject details(Rate rate) {
        return new JsonObject().put("rate", rate.perSecond());
    }
}
