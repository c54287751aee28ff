// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.Answer;
import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * How a node is, as it says itself.
 *
 * @param json the answer of {@code /leveret/status}
 */
record Status(JsonObject json) {
    static Status of(Call call) throws Failure, UnreachableException {
        Answer answer = call.api().get("leveret", "status");
        if (answer.isNotFound()) {
            throw Failure.bare(
                    Exit.UNAVAILABLE, "Error: " + call.listing().name() + " needs a Leveret node, and this is none");
        }
        return new Status(ok(answer).object());
    }

    /** In RabbitMQ's words. */
    List<String> alarmLines(String node) {
        List<String> lines = new ArrayList<>();
        for (Object alarm : json.list("alarms")) {
            lines.add((alarm.equals("memory") ? "Memory alarm on node " : "Free disk space alarm on node ") + node);
        }
        return lines;
    }

    List<JsonObject> listeners() {
        return json.objects("listeners");
    }

    List<String> listenerLines() {
        List<String> lines = new ArrayList<>();
        for (JsonObject listener : listeners()) {
            lines.add("Interface: " + listener.text("interface") + ", port: " + listener.text("port") + ", protocol: "
                    + listener.text("protocol") + ", purpose: " + purpose(listener.text("protocol")));
        }
        return lines;
    }

    List<JsonObject> listenerMaps(String node) {
        List<JsonObject> maps = new ArrayList<>();
        for (JsonObject listener : listeners()) {
            maps.add(JsonObject.of()
                    .with("interface", listener.text("interface"))
                    .with("node", node)
                    .with("port", listener.number("port"))
                    .with("protocol", listener.text("protocol"))
                    .with("purpose", purpose(listener.text("protocol"))));
        }
        return maps;
    }

    /** Their ports, sorted. */
    String ports() {
        return String.join(
                ", ",
                listeners().stream()
                        .map(listener -> listener.number("port"))
                        .sorted()
                        .map(String::valueOf)
                        .toList());
    }

    /** RabbitMQ's name for what a protocol is for. */
    static String purpose(String protocol) {
        return switch (protocol) {
            case "amqp" -> "AMQP 0-9-1 and AMQP 1.0";
            case "amqp/ssl" -> "AMQP 0-9-1 and AMQP 1.0 over TLS";
            case "mqtt" -> "MQTT";
            case "mqtt/ssl" -> "MQTT over TLS";
            case "stomp" -> "STOMP";
            case "stomp/ssl" -> "STOMP over TLS";
            case "http" -> "HTTP API";
            case "https" -> "HTTP API over TLS (HTTPS)";
            case "http/prometheus" -> "Prometheus exporter API over HTTP";
            case "clustering" -> "inter-node and CLI tool communication";
            default -> protocol;
        };
    }
}
