// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One scrape's metrics as they are gathered, by family. Names are given without their prefix and {@code _total}. */
final class MetricFamilies {
    private static final String TOTAL = "_total";

    private final String prefix;
    private final Map<String, CounterSnapshot.Builder> counters = new LinkedHashMap<>();
    private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();
    private final List<MetricSnapshot> others = new ArrayList<>();

    /**
     * @param prefix of all names: {@code rabbitmq_}
     */
    MetricFamilies(String prefix) {
        this.prefix = prefix;
    }

    /** A name that ends in {@code _total} is a counter's, any other a gauge's. */
    void add(String name, String help, Labels labels, double value) {
        if (name.endsWith(TOTAL)) {
            counters.computeIfAbsent(
                            name,
                            n -> CounterSnapshot.builder()
                                    .name(prefix + n.substring(0, n.length() - TOTAL.length()))
                                    .help(help))
                    .dataPoint(new CounterDataPointSnapshot(Math.max(0, value), labels, null, 0));
        } else {
            gauges.computeIfAbsent(
                            name, n -> GaugeSnapshot.builder().name(prefix + n).help(help))
                    .dataPoint(new GaugeDataPointSnapshot(value, labels, null));
        }
    }

    void add(String name, String help, double value) {
        add(name, help, Labels.EMPTY, value);
    }

    void add(String name, String help, long value) {
        add(name, help, Labels.EMPTY, value);
    }

    void add(String name, String help, Labels labels, long value) {
        add(name, help, labels, (double) value);
    }

    /** A metric that is all labels. */
    void info(String name, String help, Labels labels) {
        others.add(InfoSnapshot.builder()
                .name(prefix + name)
                .help(help)
                .dataPoint(new InfoDataPointSnapshot(labels))
                .build());
    }

    void histogram(String name, String help, Labels labels, ClassicHistogramBuckets buckets, double sum) {
        others.add(HistogramSnapshot.builder()
                .name(prefix + name)
                .help(help)
                .dataPoint(new HistogramDataPointSnapshot(buckets, sum, labels, null, 0))
                .build());
    }

    /** All of these families, and those. */
    static MetricSnapshots together(Collection<MetricFamilies> all, MetricSnapshots more) {
        MetricSnapshots.Builder together = MetricSnapshots.builder();
        for (MetricFamilies families : all) {
            families.counters.values().forEach(counter -> together.metricSnapshot(counter.build()));
            families.gauges.values().forEach(gauge -> together.metricSnapshot(gauge.build()));
            families.others.forEach(together::metricSnapshot);
        }
        more.forEach(together::metricSnapshot);
        return together.build();
    }
}
