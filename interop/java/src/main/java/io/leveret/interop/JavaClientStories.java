// SPDX-License-Identifier: Apache-2.0
package io.leveret.interop;

import static io.leveret.interop.Stories.bytes;
import static io.leveret.interop.Stories.equal;
import static io.leveret.interop.Stories.fibonacci;
import static io.leveret.interop.Stories.text;
import static io.leveret.interop.Stories.unique;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.GetResponse;
import io.leveret.interop.Stories.Holder;
import io.leveret.interop.Stories.Listener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * RabbitMQ's tutorials with its Java client. Uses only what the client has had since 2012 (2.8), so that the same
 * classes run with the old client's jar on the class path.
 */
final class JavaClientStories {
    private JavaClientStories() {}

    public static void main(String[] args) throws Exception {
        if (args.length == 2 && args[0].equals("hold")) {
            hold(args[1]);
            return;
        }
        new Stories()
                .add("hello", JavaClientStories::hello)
                .add("work-queue", JavaClientStories::workQueue)
                .add("dying-worker", JavaClientStories::dyingWorker)
                .add("fanout", () -> routing("fanout", Stories.FANOUT, Stories.LOGS))
                .add("direct", () -> routing("direct", Stories.SEVERITIES, Stories.LOGS))
                .add("topic", () -> routing("topic", Stories.ANIMALS_BY_BINDING, Stories.ANIMALS))
                .add("rpc", JavaClientStories::rpc)
                .add("confirms", JavaClientStories::confirms)
                .add("returns", JavaClientStories::returns)
                .play();
    }

    private record Delivery(Envelope envelope, BasicProperties properties, String body) {}

    /** Connections with a channel each, closed when the story ends. */
    private static final class Session implements AutoCloseable {
        private final List<Connection> connections = new ArrayList<>();

        Channel channel() throws Exception {
            ConnectionFactory factory = new ConnectionFactory();
            factory.setUri(Stories.URL);
            Connection connection = factory.newConnection();
            connections.add(connection);
            return connection.createChannel();
        }

        @Override
        public void close() throws IOException {
            for (Connection connection : connections) connection.close();
        }
    }

    @FunctionalInterface
    private interface OnDelivery {
        void accept(Delivery delivery) throws IOException;
    }

    private static Inbox<Delivery> consume(Channel channel, String queue, boolean autoAck, OnDelivery then)
            throws IOException {
        Inbox<Delivery> inbox = new Inbox<>();
        channel.basicConsume(queue, autoAck, new DefaultConsumer(channel) {
            @Override
            public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body)
                    throws IOException {
                Delivery delivery = new Delivery(envelope, properties, text(body));
                inbox.put(delivery);
                then.accept(delivery);
            }
        });
        return inbox;
    }

    private static Inbox<Delivery> consume(Channel channel, String queue, boolean autoAck) throws IOException {
        return consume(channel, queue, autoAck, delivery -> {});
    }

    private static void publish(Channel channel, String exchange, String key, BasicProperties properties, Object body)
            throws IOException {
        channel.basicPublish(exchange, key, properties, bytes(body));
    }

    private static List<String> bodies(List<Delivery> deliveries) {
        return deliveries.stream().map(Delivery::body).toList();
    }

    private static void hello() throws Exception {
        try (Session session = new Session()) {
            Channel channel = session.channel();
            String queue = unique("hello");
            channel.queueDeclare(queue, false, false, false, null);
            Map<String, Object> headers = new HashMap<>();
            headers.put("text", "žluť");
            headers.put("yes", true);
            headers.put("int", 7);
            headers.put("long", 1L << 40);
            headers.put("double", 1.5);
            headers.put("nothing", null);
            headers.put("date", new Date(1_700_000_000_000L));
            headers.put("list", List.of(1, 2));
            headers.put("table", Map.of("inner", Map.of("deep", 1)));
            BasicProperties sent = new BasicProperties.Builder()
                    .contentType("text/plain")
                    .contentEncoding("utf-8")
                    .headers(headers)
                    .deliveryMode(2)
                    .priority(5)
                    .correlationId("c-1")
                    .replyTo("answers")
                    .expiration("60000")
                    .messageId("m-1")
                    .timestamp(new Date(1_700_000_000_000L))
                    .type("greeting")
                    .appId("interop")
                    .build();
            List<String> bodies = List.of("Hello World!", "", "x".repeat(1_000_000));
            for (String body : bodies) publish(channel, "", queue, sent, body);
            List<Delivery> got = consume(channel, queue, true).take(bodies.size());
            equal(bodies(got), bodies, "bodies");
            for (int i = 0; i < got.size(); i++) {
                Envelope envelope = got.get(i).envelope();
                equal(envelope.getDeliveryTag(), i + 1L, "delivery tag");
                equal(envelope.getExchange() + "/" + envelope.getRoutingKey(), "/" + queue, "where it came from");
                equal(envelope.isRedeliver(), false, "redelivered");
                BasicProperties received = got.get(i).properties();
                equal(received.getHeaders().toString(), new HashMap<>(headers).toString(), "headers");
                equal(everyProperty(received), everyProperty(sent), "properties");
            }
            equal(channel.queuePurge(queue).getMessageCount(), 0, "messages left");
            channel.queueDelete(queue);
        }
    }

    private static List<Object> everyProperty(BasicProperties p) {
        return List.of(
                p.getContentType(),
                p.getContentEncoding(),
                p.getDeliveryMode(),
                p.getPriority(),
                p.getCorrelationId(),
                p.getReplyTo(),
                p.getExpiration(),
                p.getMessageId(),
                p.getTimestamp(),
                p.getType(),
                p.getAppId());
    }

    private static void workQueue() throws Exception {
        try (Session session = new Session()) {
            Channel slow = session.channel();
            Channel quick = session.channel();
            String queue = unique("tasks");
            slow.queueDeclare(queue, true, false, false, null);
            BasicProperties persistent =
                    new BasicProperties.Builder().deliveryMode(2).build();
            List<String> tasks = new ArrayList<>();
            for (int n = 0; n < 8; n++) tasks.add("task " + n);
            for (String task : tasks) publish(slow, "", queue, persistent, task);
            slow.basicQos(1);
            quick.basicQos(1);
            Inbox<Delivery> busy = consume(slow, queue, false);
            List<Delivery> held = busy.take(1);
            Inbox<Delivery> idle = consume(
                    quick, queue, false, task -> quick.basicAck(task.envelope().getDeliveryTag(), false));
            equal(bodies(idle.take(7)), tasks.subList(1, 8), "what the idle worker did");
            busy.take(0);
            equal(bodies(held), List.of("task 0"), "what the busy worker holds");
            slow.basicAck(held.get(0).envelope().getDeliveryTag(), false);
            equal(slow.queuePurge(queue).getMessageCount(), 0, "messages left");
            slow.queueDelete(queue);
        }
    }

    private static void dyingWorker() throws Exception {
        try (Session session = new Session()) {
            Channel channel = session.channel();
            String queue = unique("fragile");
            channel.queueDeclare(queue, false, false, false, null);
            publish(channel, "", queue, null, "precious");
            Holder worker = Holder.start(JavaClientStories.class, queue);
            equal(worker.line(), "precious false", "what the worker got before it died");
            Inbox<Delivery> others = consume(channel, queue, false);
            others.take(0);
            worker.kill();
            Delivery delivery = others.take(1).get(0);
            equal(delivery.body() + " " + delivery.envelope().isRedeliver(), "precious true", "what the other got");
            channel.basicAck(delivery.envelope().getDeliveryTag(), false);
            channel.queueDelete(queue);
        }
    }

    private static void hold(String queue) throws Exception {
        Channel channel = new Session().channel(); // stays open until the process is killed
        channel.basicQos(1);
        consume(
                channel,
                queue,
                false,
                d -> System.out.println(d.body() + " " + d.envelope().isRedeliver()));
    }

    /** Publishes each key as its own body, and sees that every listener hears exactly what it should, in order. */
    private static void routing(String type, List<Listener> listeners, List<String> sent) throws Exception {
        try (Session session = new Session()) {
            Channel channel = session.channel();
            String exchange = unique(type);
            channel.exchangeDeclare(exchange, type, false, true, null);
            List<Inbox<Delivery>> inboxes = new ArrayList<>();
            for (Listener listener : listeners) {
                String queue = channel.queueDeclare().getQueue();
                equal(queue.startsWith("amq.gen-"), true, queue + " begins with amq.gen-");
                for (String key : listener.bindings()) channel.queueBind(queue, exchange, key);
                inboxes.add(consume(channel, queue, true));
            }
            for (String key : sent) publish(channel, exchange, key, null, key);
            for (int i = 0; i < listeners.size(); i++) {
                List<String> expected = listeners.get(i).expected();
                List<Delivery> got = inboxes.get(i).take(expected.size());
                equal(bodies(got), expected, "logs");
                equal(got.stream().map(d -> d.envelope().getRoutingKey()).toList(), expected, "routing keys");
            }
        }
    }

    private static void rpc() throws Exception {
        try (Session session = new Session()) {
            Channel server = session.channel();
            Channel client = session.channel();
            String queue = unique("rpc_queue");
            server.queueDeclare(queue, false, false, false, null);
            server.basicQos(1);
            consume(server, queue, false, request -> {
                BasicProperties answered = new BasicProperties.Builder()
                        .correlationId(request.properties().getCorrelationId())
                        .build();
                int answer = fibonacci(Integer.parseInt(request.body()));
                publish(server, "", request.properties().getReplyTo(), answered, answer);
                server.basicAck(request.envelope().getDeliveryTag(), false);
            });
            String callback = client.queueDeclare().getQueue();
            for (String replyTo : List.of(callback, "amq.rabbitmq.reply-to")) {
                Inbox<Delivery> replies = consume(client, replyTo, true);
                for (int n : new int[] {10, 15}) {
                    BasicProperties asked = new BasicProperties.Builder()
                            .correlationId("fib-" + n)
                            .replyTo(replyTo)
                            .build();
                    publish(client, "", queue, asked, n);
                }
                List<String> answers = replies.take(2).stream()
                        .map(reply -> reply.properties().getCorrelationId() + "=" + reply.body())
                        .toList();
                equal(answers, List.of("fib-10=55", "fib-15=610"), "answers through " + replyTo);
            }
            client.queueDelete(queue);
        }
    }

    private static void confirms() throws Exception {
        try (Session session = new Session()) {
            Channel channel = session.channel();
            channel.confirmSelect();
            Inbox<String> told = new Inbox<>();
            channel.addReturnListener((code, text, exchange, key, properties, body) -> told.put("returned"));
            channel.addConfirmListener(new ConfirmListener() {
                @Override
                public void handleAck(long tag, boolean multiple) {
                    if (tag > 100) told.put("confirmed");
                }

                @Override
                public void handleNack(long tag, boolean multiple) {
                    told.put("refused " + tag);
                }
            });
            String queue = channel.queueDeclare().getQueue();
            for (int n = 0; n < 100; n++) {
                equal(channel.getNextPublishSeqNo(), n + 1L, "next sequence number");
                publish(channel, "", queue, null, n);
            }
            equal(channel.waitForConfirms(), true, "all confirmed");
            equal(channel.queueDeclarePassive(queue).getMessageCount(), 100, "messages confirmed and kept");
            for (int n = 0; n < 100; n++) {
                GetResponse got = channel.basicGet(queue, true);
                equal(text(got.getBody()) + " " + got.getMessageCount(), n + " " + (99 - n), "message got");
            }
            equal(channel.basicGet(queue, true), null, "get from the empty queue");
            channel.basicPublish("amq.direct", "nowhere", true, false, null, bytes("lost"));
            equal(told.take(2), List.of("returned", "confirmed"), "a return comes before its confirm");

            Inbox<String> closed = new Inbox<>();
            channel.addShutdownListener(cause -> closed.put(cause.getMessage()));
            publish(channel, "no such exchange", "", null, "x");
            String reason = closed.take(1).get(0);
            equal(
                    reason.contains("reply-code=404, reply-text=NOT_FOUND - no exchange 'no such exchange' in vhost '"),
                    true,
                    reason);
        }
    }

    private static void returns() throws Exception {
        try (Session session = new Session()) {
            Channel channel = session.channel();
            Inbox<String> returned = new Inbox<>();
            channel.addReturnListener(
                    (int code,
                            String text,
                            String exchange,
                            String key,
                            AMQP.BasicProperties properties,
                            byte[] body) -> returned.put(code + " " + text + " " + exchange + " " + key + " "
                            + properties.getMessageId() + " " + text(body)));
            BasicProperties properties =
                    new BasicProperties.Builder().messageId("m-1").build();
            channel.basicPublish("amq.direct", "nowhere", true, false, properties, bytes("lost"));
            publish(channel, "amq.direct", "nowhere", null, "dropped");
            equal(returned.take(1), List.of("312 NO_ROUTE amq.direct nowhere m-1 lost"), "returned");
        }
    }
}
