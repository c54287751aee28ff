// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.Answer;
import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.JsonObject;
import io.leveret.cli.output.Rows;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** What a node, and this machine, say about themselves. */
final class DiagnosticsCommands implements Group {
    @Override
    public @Nullable Command find(Tool tool, String name) {
        return switch (name) {
            case "listeners" ->
                Command.of(
                        call -> "Asking node " + call.node() + " to report its protocol listeners ...",
                        DiagnosticsCommands::listeners);
            case "server_version" ->
                Command.of(
                        call -> "Asking node " + call.node() + " for its RabbitMQ version...",
                        call -> value(ok(call.api().get("overview")).object().text("rabbitmq_version")));
            case "erlang_version" ->
                Command.of(
                        call -> "Asking node " + call.node() + " for its Erlang/OTP version...",
                        call -> value("no Erlang: " + Status.of(call).json().text("java")));
            case "tls_versions" ->
                Command.of(
                        call -> "Listing all TLS versions supported by the runtime...",
                        call -> lines(tls().getProtocols(), "versions"));
            case "cipher_suites" ->
                Command.of(
                                call -> "Listing available cipher suites by the names of the IANA",
                                call -> lines(tls().getCipherSuites(), "cipher_suites"))
                        .checking(DiagnosticsCommands::checkCipherFormat);
            case "os_env" ->
                Command.of(
                        call -> "Listing RabbitMQ-specific environment variables defined on node " + call.node()
                                + "...",
                        DiagnosticsCommands::environment);
            case "list_network_interfaces" ->
                Command.of(
                        call -> "Asking node " + call.node() + " to report its network interfaces ...",
                        call -> Outcome.text(interfaces()));
            case "resolve_hostname" ->
                Command.of(
                                call -> "Asking node " + call.node() + " to resolve hostname " + call.argument(0)
                                        + " to " + (isIpv6(call) ? "IPv6" : "IPv4") + " addresses...",
                                DiagnosticsCommands::resolve)
                        .checking(call -> isIpv6(call));
            case "list_hashes" ->
                Command.of(
                        call -> "Listing supported hash algorithms ...", call -> Outcome.table(PasswordHashes.names()));
            case "list_node_auth_attempts" ->
                Command.of(
                        call -> "Listing authentication attempts for node \"" + call.node() + "\" ...",
                        DiagnosticsCommands::attempts);
            case "reset_node_auth_attempt_metrics" ->
                Command.of(call -> "Resetting auth attempt metrics on node " + call.node() + " ...", call -> {
                    ok(call.api().delete("auth", "attempts", call.node()));
                    return Outcome.done();
                });
            default -> null;
        };
    }

    private static Outcome value(String text) {
        return new Outcome.Text(text, JsonObject.of().with("result", "ok").with("value", text));
    }

    private static Outcome listeners(Call call) throws Failure, UnreachableException {
        Status status = Status.of(call);
        List<String> lines = status.listenerLines();
        return new Outcome.Text(
                lines.isEmpty() ? "Node " + call.node() + " reported no enabled listeners." : String.join("\n", lines),
                JsonObject.of()
                        .with("listeners", status.listenerMaps(call.node()))
                        .with("node", call.node())
                        .with("result", "ok"));
    }

    private static SSLParameters tls() {
        try {
            return SSLContext.getDefault().getSupportedSSLParameters();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Outcome lines(String[] lines, String name) {
        return new Outcome.Text(
                String.join("\n", lines),
                JsonObject.of().with(name, List.of(lines)).with("result", "ok"));
    }

    private static void checkCipherFormat(Call call) throws Failure {
        if (!List.of("openssl", "erlang", "map").contains(call.option("format", "openssl"))) {
            throw Failure.badArgument("Format should be either openssl, erlang or map");
        }
    }

    private static Outcome environment(Call call) throws Failure, UnreachableException {
        JsonObject environment = Status.of(call).json().object("environment");
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, @Nullable Object> variable : environment.fields().entrySet()) {
            lines.add(variable.getKey() + "=" + variable.getValue());
        }
        return new Outcome.Text(String.join("\n", lines), environment);
    }

    private static String interfaces() throws Failure {
        List<String> sections = new ArrayList<>();
        try {
            for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                List<String> lines = new ArrayList<>(List.of("Interface " + each.getName() + "\n"));
                for (InterfaceAddress address : each.getInterfaceAddresses()) {
                    lines.add(
                            "addr: " + address.getAddress().getHostAddress() + "/" + address.getNetworkPrefixLength());
                }
                lines.add("flags: " + (each.isUp() ? "up" : "down") + (each.isLoopback() ? ", loopback" : ""));
                sections.add(String.join("\n", lines) + "\n");
            }
        } catch (SocketException e) {
            throw Failure.of(Exit.SOFTWARE, String.valueOf(e.getMessage()));
        }
        return String.join("\n", sections);
    }

    private static boolean isIpv6(Call call) {
        return call.option("address-family", "ipv4").equalsIgnoreCase("ipv6");
    }

    private static Outcome resolve(Call call) throws Failure {
        try {
            List<String> found = new ArrayList<>();
            for (InetAddress address : InetAddress.getAllByName(call.argument(0))) {
                if (address instanceof Inet6Address == isIpv6(call)) {
                    found.add(address.getHostAddress());
                }
            }
            if (!found.isEmpty()) {
                return Outcome.text(String.join("\n", found));
            }
        } catch (UnknownHostException e) {
            // Said below.
        }
        throw Failure.of(Exit.UNAVAILABLE, "Failed to resolve hostname " + call.argument(0));
    }

    private static Outcome attempts(Call call) throws Failure, UnreachableException {
        Answer answer = call.flag("by-source")
                ? call.api().get("auth", "attempts", call.node(), "source")
                : call.api().get("auth", "attempts", call.node());
        Rows rows = call.flag("by-source")
                ? new Rows(
                        "protocol",
                        "remote_address",
                        "username",
                        "auth_attempts",
                        "auth_attempts_failed",
                        "auth_attempts_succeeded")
                : new Rows("protocol", "auth_attempts", "auth_attempts_failed", "auth_attempts_succeeded");
        ok(answer).objects().forEach(rows::add);
        return Outcome.table(rows);
    }
}
