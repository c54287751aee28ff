// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * One figure that each queue, channel, connection or exchange has.
 *
 * @param family RabbitMQ's, by which {@code /metrics/detailed} selects
 * @param name without prefix; ends in {@code _total} for counters
 */
record ObjectMetric<T>(String family, String name, String help, ToDoubleFunction<T> value) {

    /** Adds the sums over all objects. */
    static <T> void addSums(MetricFamilies to, List<ObjectMetric<T>> metrics, Collection<T> objects) {
        for (ObjectMetric<T> metric : metrics) {
            double sum = 0;
            for (T object : objects) {
                sum += metric.value.applyAsDouble(object);
            }
            to.add(metric.name, metric.help, sum);
        }
    }

    /** Adds each object's own figure. */
    static <T> void addEach(
            MetricFamilies to,
            List<ObjectMetric<T>> metrics,
            Predicate<String> families,
            Collection<T> objects,
            Function<T, Labels> labels) {
        List<ObjectMetric<T>> wanted =
                metrics.stream().filter(metric -> families.test(metric.family)).toList();
        if (wanted.isEmpty()) {
            return;
        }
        for (T object : objects) {
            Labels its = labels.apply(object);
            for (ObjectMetric<T> metric : wanted) {
                to.add(metric.name, metric.help, its, metric.value.applyAsDouble(object));
            }
        }
    }
}
