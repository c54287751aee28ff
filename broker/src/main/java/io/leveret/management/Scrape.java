// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.ChannelView;
import io.leveret.broker.ConnectionView;
import io.leveret.broker.Session;
import io.leveret.broker.VirtualHost;
import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.figures.LoopFigures;
import io.leveret.broker.figures.MessageEvent;
import io.leveret.broker.queue.QueueRef;
import io.leveret.broker.queue.QueueView;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Gathers the metrics of one request; the owners are asked for what it shows, and only for that. */
final class Scrape {
    private static final String PREFIX = "rabbitmq_";
    private static final String DETAILED = "rabbitmq_detailed_";
    private static final String CLUSTER = "rabbitmq_cluster_";
    private static final String OWN = "leveret_";
    private static final int SEEN_PER_TURN = 200;

    private final Node node;
    private final Owners owners;
    private final Totals totals;
    private final NodeMetrics nodeMetrics;
    private final PrometheusRegistry jvm = new PrometheusRegistry();

    Scrape(Node node, Owners owners, Totals totals) {
        this.node = node;
        this.owners = owners;
        this.totals = totals;
        this.nodeMetrics = new NodeMetrics(node);
        JvmMetrics.builder().register(jvm);
    }

    private record Objects(List<ConnectionView> connections, List<QueueView> queues, LoopFigures figures) {
        List<ChannelView> channels() {
            return connections.stream()
                    .flatMap(connection -> connection.channels().stream())
                    .toList();
        }
    }

    /**
     * The node's metrics, with the figures of its objects added up or one by one.
     *
     * @param endpoint RabbitMQ's name of what was asked for
     */
    Future<MetricSnapshots> whole(String endpoint, boolean perObject) {
        return objects(true, true, queue -> true).map(objects -> {
            MetricFamilies rabbit = new MetricFamilies(PREFIX);
            MetricFamilies own = new MetricFamilies(OWN);
            nodeMetrics.addIdentity(rabbit, endpoint);
            nodeMetrics.addResources(rabbit);
            nodeMetrics.addStore(own);
            addTotals(rabbit, objects);
            if (perObject) {
                addEach(rabbit, family -> true, objects);
            } else {
                ObjectMetric.addSums(rabbit, ObjectMetrics.QUEUE, objects.queues());
                ObjectMetric.addSums(rabbit, ObjectMetrics.CHANNEL, objects.channels());
                ObjectMetric.addSums(rabbit, ObjectMetrics.CONNECTION, objects.connections());
            }
            return MetricFamilies.together(List.of(rabbit, own), jvm.scrape());
        });
    }

    private void addTotals(MetricFamilies to, Objects objects) {
        List<ChannelView> channels = objects.channels();
        int consumers = objects.queues().stream()
                .mapToInt(queue -> queue.consumers().size())
                .sum();
        int publishers = (int) channels.stream()
                .filter(channel -> channel.messages().total(MessageEvent.PUBLISH) > 0)
                .count();
        long unconfirmed = channels.stream().mapToLong(ChannelView::unconfirmed).sum();
        nodeMetrics.addTotals(
                to, objects.figures(), objects.connections().size(), channels.size(), consumers, publishers);
        nodeMetrics.addGlobal(to, objects.figures(), unconfirmed);
    }

    /**
     * Only what is asked for, object by object.
     *
     * @param families RabbitMQ's names
     * @param virtualHosts null: all
     */
    Future<MetricSnapshots> detailed(Set<String> families, Predicate<String> virtualHosts) {
        boolean queues = families.stream().anyMatch(family -> family.startsWith("queue_"));
        boolean connections =
                families.stream().anyMatch(family -> family.startsWith("channel_") || family.startsWith("connection_"));
        return objects(connections, queues, virtualHosts).map(objects -> {
            MetricFamilies detailed = new MetricFamilies(DETAILED);
            MetricFamilies rabbit = new MetricFamilies(PREFIX);
            MetricFamilies cluster = new MetricFamilies(CLUSTER);
            nodeMetrics.addIdentity(rabbit, "detailed");
            if (families.contains("node_coarse_metrics") || families.contains("node_metrics")) {
                nodeMetrics.addResources(detailed);
            }
            addEach(detailed, families::contains, objects);
            addCluster(cluster, families, virtualHosts);
            return MetricFamilies.together(List.of(detailed, rabbit, cluster), MetricSnapshots.of());
        });
    }

    private void addCluster(MetricFamilies to, Set<String> families, Predicate<String> virtualHosts) {
        for (VirtualHost host : node.definitions().virtualHosts()) {
            if (!virtualHosts.test(host.name())) {
                continue;
            }
            if (families.contains("vhost_status")) {
                to.add("vhost_status", "Whether a given vhost is running", Labels.of("vhost", host.name()), 1);
            }
            for (Exchange exchange : host.exchanges()) {
                Labels labels = Labels.of("vhost", host.name(), "exchange", exchange.name(), "type", exchange.type());
                if (families.contains("exchange_bindings")) {
                    to.add(
                            "exchange_bindings",
                            "Number of bindings for an exchange",
                            labels,
                            exchange.bindings().size());
                }
                if (families.contains("exchange_names")) {
                    to.add("exchange_name", "Enumerates exchanges without any additional info", labels, 1);
                }
            }
        }
    }

    private static void addEach(MetricFamilies to, Predicate<String> families, Objects objects) {
        ObjectMetric.addEach(
                to,
                ObjectMetrics.QUEUE,
                families,
                objects.queues(),
                queue -> Labels.of(
                        "vhost",
                        queue.queue().definition().virtualHost(),
                        "queue",
                        queue.queue().name()));
        ObjectMetric.addEach(
                to,
                ObjectMetrics.CHANNEL,
                families,
                objects.channels(),
                channel -> Labels.of("vhost", channel.connection().virtualHost(), "channel", channel.name()));
        ObjectMetric.addEach(
                to,
                ObjectMetrics.CONNECTION,
                families,
                objects.connections(),
                connection -> Labels.of(
                        "vhost",
                        connection.facts().virtualHost(),
                        "connection",
                        connection.facts().name()));
    }

    private Future<Objects> objects(boolean connections, boolean queues, Predicate<String> virtualHosts) {
        List<Session> sessions = connections
                ? node.sessions().all().stream()
                        .filter(session -> virtualHosts.test(session.virtualHostName()))
                        .toList()
                : List.of();
        List<QueueRef> refs = queues ? queues(virtualHosts) : List.of();
        Future<List<ConnectionView>> connectionViews =
                owners.onEach(sessions, Session::loop, SEEN_PER_TURN, Session::view);
        Future<List<QueueView>> queueViews = owners.onEach(refs, QueueRef::loop, SEEN_PER_TURN, QueueRef::view);
        Future<LoopFigures> figures = totals.activity();
        return Future.all(connectionViews, queueViews, figures)
                .map(unused -> new Objects(connectionViews.result(), queueViews.result(), figures.result()));
    }

    private List<QueueRef> queues(Predicate<String> virtualHosts) {
        List<QueueRef> queues = new ArrayList<>();
        for (VirtualHost host : node.definitions().virtualHosts()) {
            if (virtualHosts.test(host.name())) {
                queues.addAll(host.queues());
            }
        }
        return queues;
    }
}
