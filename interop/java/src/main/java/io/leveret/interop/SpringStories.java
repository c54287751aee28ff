// SPDX-License-Identifier: Apache-2.0
package io.leveret.interop;

import static io.leveret.interop.Stories.bytes;
import static io.leveret.interop.Stories.equal;
import static io.leveret.interop.Stories.fibonacci;
import static io.leveret.interop.Stories.text;
import static io.leveret.interop.Stories.unique;

import com.rabbitmq.client.Channel;
import io.leveret.interop.Stories.Holder;
import io.leveret.interop.Stories.Listener;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.AcknowledgeMode;
import org.springframework.amqp.core.AnonymousQueue;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Exchange;
import org.springframework.amqp.core.ExchangeBuilder;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.rabbit.annotation.EnableRabbit;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory.ConfirmType;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareMessageListener;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** RabbitMQ's tutorials with Spring AMQP: its template, admin, listener containers and annotated listeners. */
final class SpringStories {
    private static final int CONFIRM_SECONDS = 20;

    private SpringStories() {}

    public static void main(String[] args) {
        if (args.length == 2 && args[0].equals("hold")) {
            hold(args[1]);
            return;
        }
        new Stories()
                .add("hello", SpringStories::hello)
                .add("work-queue", SpringStories::workQueue)
                .add("dying-worker", SpringStories::dyingWorker)
                .add("fanout", () -> routing("fanout", Stories.FANOUT, Stories.LOGS))
                .add("direct", () -> routing("direct", Stories.SEVERITIES, Stories.LOGS))
                .add("topic", () -> routing("topic", Stories.ANIMALS_BY_BINDING, Stories.ANIMALS))
                .add("rpc", SpringStories::rpc)
                .add("confirms", SpringStories::confirms)
                .add("returns", SpringStories::returns)
                .play();
    }

    /** A connection factory with what hangs on it, closed when the story ends. */
    private static final class Session implements AutoCloseable {
        final CachingConnectionFactory connections = new CachingConnectionFactory(URI.create(Stories.URL));
        final RabbitTemplate template = new RabbitTemplate(connections);
        final RabbitAdmin admin = new RabbitAdmin(connections);
        private final List<SimpleMessageListenerContainer> containers = new ArrayList<>();

        /** A container that listens with prefetch 1; the listener acknowledges where the mode is manual. */
        void listen(String queue, AcknowledgeMode mode, ChannelAwareMessageListener listener) {
            SimpleMessageListenerContainer container = new SimpleMessageListenerContainer(connections);
            container.setQueueNames(queue);
            container.setAcknowledgeMode(mode);
            container.setPrefetchCount(1);
            container.setShutdownTimeout(1000);
            container.setMessageListener(listener);
            container.afterPropertiesSet();
            container.start();
            containers.add(container);
        }

        @Override
        public void close() {
            containers.forEach(SimpleMessageListenerContainer::stop);
            connections.destroy();
        }
    }

    private static List<String> bodies(List<Message> messages) {
        return messages.stream().map(message -> text(message.getBody())).toList();
    }

    private static void hello() {
        try (Session session = new Session()) {
            String queue = session.admin.declareQueue(
                    QueueBuilder.nonDurable(unique("hello")).build());
            Message sent = MessageBuilder.withBody(bytes("Hello žluť!"))
                    .setContentType("text/plain")
                    .setMessageId("m-1")
                    .setHeader("n", 7)
                    .setHeader("list", List.of(1, 2))
                    .setHeader("table", Map.of("inner", "x"))
                    .setPriority(5)
                    .build();
            session.template.send(queue, sent);
            Message got = session.template.receive(queue, 20_000);
            equal(text(got.getBody()), "Hello žluť!", "body");
            equal(
                    got.getMessageProperties().getHeaders(),
                    sent.getMessageProperties().getHeaders(),
                    "headers");
            equal(got.getMessageProperties().getMessageId(), "m-1", "message id");
            equal(got.getMessageProperties().getPriority(), 5, "priority");
            equal(
                    got.getMessageProperties().getReceivedDeliveryMode(),
                    MessageDeliveryMode.PERSISTENT,
                    "delivery mode");
            session.template.convertAndSend(
                    queue, Map.of("converted", List.of("one", 2)).toString());
            equal(session.template.receiveAndConvert(queue, 20_000), "{converted=[one, 2]}", "what was converted");
            equal(session.template.receive(queue), null, "receive from the empty queue");
            equal(session.admin.getQueueInfo(queue).getMessageCount(), 0L, "messages left");
            session.admin.deleteQueue(queue);
        }
    }

    private static void workQueue() throws Exception {
        try (Session session = new Session()) {
            String queue = session.admin.declareQueue(
                    QueueBuilder.durable(unique("tasks")).build());
            Inbox<Message> busy = new Inbox<>();
            Inbox<Channel> held = new Inbox<>();
            session.listen(queue, AcknowledgeMode.MANUAL, (message, channel) -> {
                busy.put(message);
                held.put(channel);
            });
            session.template.convertAndSend(queue, "task 0");
            Message first = busy.take(1).get(0);
            equal(text(first.getBody()), "task 0", "what the busy worker holds");
            Inbox<Message> idle = new Inbox<>();
            session.listen(queue, AcknowledgeMode.AUTO, (message, channel) -> idle.put(message));
            List<String> tasks = new ArrayList<>();
            for (int n = 1; n < 8; n++) tasks.add("task " + n);
            for (String task : tasks) session.template.convertAndSend(queue, task);
            equal(bodies(idle.take(7)), tasks, "what the idle worker did");
            busy.take(0);
            held.take(1).get(0).basicAck(first.getMessageProperties().getDeliveryTag(), false);
            equal(session.admin.purgeQueue(queue), 0, "messages left");
            session.admin.deleteQueue(queue);
        }
    }

    private static void dyingWorker() throws Exception {
        try (Session session = new Session()) {
            String queue = session.admin.declareQueue(
                    QueueBuilder.nonDurable(unique("fragile")).build());
            session.template.convertAndSend(queue, "precious");
            Holder worker = Holder.start(SpringStories.class, queue);
            equal(worker.line(), "precious false", "what the worker got before it died");
            Inbox<String> others = new Inbox<>();
            session.listen(queue, AcknowledgeMode.AUTO, (message, channel) -> others.put(told(message)));
            others.take(0);
            worker.kill();
            equal(others.take(1), List.of("precious true"), "what the other worker got");
            session.admin.deleteQueue(queue);
        }
    }

    private static String told(Message message) {
        return text(message.getBody()) + " " + message.getMessageProperties().isRedelivered();
    }

    @SuppressWarnings("resource") // open until the process is killed
    private static void hold(String queue) {
        new Session().listen(queue, AcknowledgeMode.MANUAL, (message, channel) -> System.out.println(told(message)));
    }

    /** Publishes each key as its own body, and sees that every listener hears exactly what it should, in order. */
    private static void routing(String type, List<Listener> listeners, List<String> sent) throws Exception {
        try (Session session = new Session()) {
            Exchange exchange = new ExchangeBuilder(unique(type), type)
                    .durable(false)
                    .autoDelete()
                    .build();
            session.admin.declareExchange(exchange);
            List<Inbox<Message>> inboxes = new ArrayList<>();
            for (Listener listener : listeners) {
                Queue queue = new AnonymousQueue();
                session.admin.declareQueue(queue);
                for (String key : listener.bindings()) {
                    Binding.DestinationType kind = Binding.DestinationType.QUEUE;
                    session.admin.declareBinding(new Binding(queue.getName(), kind, exchange.getName(), key, null));
                }
                Inbox<Message> inbox = new Inbox<>();
                session.listen(queue.getName(), AcknowledgeMode.NONE, (message, channel) -> inbox.put(message));
                inboxes.add(inbox);
            }
            for (String key : sent) session.template.convertAndSend(exchange.getName(), key, key);
            for (int i = 0; i < listeners.size(); i++) {
                List<String> expected = listeners.get(i).expected();
                List<Message> got = inboxes.get(i).take(expected.size());
                equal(bodies(got), expected, "logs");
                List<String> keys = got.stream()
                        .map(message -> message.getMessageProperties().getReceivedRoutingKey())
                        .toList();
                equal(keys, expected, "routing keys");
            }
        }
    }

    /** What an application annotates; public, since Spring calls it. */
    @EnableRabbit
    public static class Server {
        @RabbitListener(queues = "#{@queue}")
        public String answer(String n) {
            return String.valueOf(fibonacci(Integer.parseInt(n)));
        }
    }

    private static void rpc() {
        try (Session session = new Session();
                AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            String queue = session.admin.declareQueue(
                    QueueBuilder.nonDurable(unique("rpc_queue")).build());
            SimpleRabbitListenerContainerFactory containers = new SimpleRabbitListenerContainerFactory();
            containers.setConnectionFactory(session.connections);
            containers.setPrefetchCount(1);
            context.registerBean("queue", String.class, queue);
            context.registerBean(
                    "rabbitListenerContainerFactory", SimpleRabbitListenerContainerFactory.class, () -> containers);
            context.register(Server.class);
            context.refresh();
            session.template.setReplyTimeout(20_000);
            equal(session.template.convertSendAndReceive(queue, "10"), "55", "answer through direct reply-to");
            session.template.setUseTemporaryReplyQueues(true);
            equal(session.template.convertSendAndReceive(queue, "15"), "610", "answer through a queue of its own");
            context.stop();
            session.admin.deleteQueue(queue);
        }
    }

    private static void confirms() throws Exception {
        try (Session session = new Session()) {
            session.connections.setPublisherConfirmType(ConfirmType.CORRELATED);
            session.connections.setPublisherReturns(true);
            session.template.setMandatory(true);
            String queue = session.admin.declareQueue(
                    QueueBuilder.durable(unique("confirmed")).build());
            List<CorrelationData> sent = new ArrayList<>();
            for (int n = 0; n < 100; n++) {
                CorrelationData correlation = new CorrelationData("n-" + n);
                sent.add(correlation);
                session.template.convertAndSend("", queue, "n " + n, correlation);
            }
            for (CorrelationData correlation : sent) {
                equal(
                        correlation
                                .getFuture()
                                .get(CONFIRM_SECONDS, TimeUnit.SECONDS)
                                .ack(),
                        true,
                        correlation.getId());
            }
            equal(session.admin.purgeQueue(queue), 100, "messages confirmed and kept");
            session.admin.deleteQueue(queue);

            CorrelationData lost = new CorrelationData("lost");
            session.template.convertAndSend("amq.direct", "nowhere", "lost", lost);
            equal(lost.getFuture().get(CONFIRM_SECONDS, TimeUnit.SECONDS).ack(), true, "confirm of what came back");
            equal(lost.getReturned().getReplyCode(), 312, "reply code of what came back before it");

            CorrelationData refused = new CorrelationData("refused");
            session.template.convertAndSend("no such exchange", "", "x", refused);
            equal(refused.getFuture().get(CONFIRM_SECONDS, TimeUnit.SECONDS).ack(), false, "confirm without exchange");
        }
    }

    private static void returns() throws Exception {
        try (Session session = new Session()) {
            session.connections.setPublisherReturns(true);
            session.template.setMandatory(true);
            Inbox<String> returned = new Inbox<>();
            session.template.setReturnsCallback(message -> returned.put(String.join(
                    " ",
                    String.valueOf(message.getReplyCode()),
                    message.getReplyText(),
                    message.getExchange(),
                    message.getRoutingKey(),
                    text(message.getMessage().getBody()))));
            session.template.convertAndSend("amq.direct", "nowhere", "lost");
            equal(returned.take(1), List.of("312 NO_ROUTE amq.direct nowhere lost"), "returned");
            try {
                session.template.receive(unique("missing"));
                throw new AssertionError("a missing queue was found");
            } catch (AmqpException e) {
                equal(e.getCause().getCause().getMessage().contains("reply-code=404"), true, e.toString());
            }
        }
    }
}
