// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli;

import io.leveret.Leveret;
import io.leveret.config.Settings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A node, and commands that are run on it, each as a process would be, in this one. */
final class CtlNode implements AutoCloseable {
    private final Leveret node;
    private final Path data;

    private CtlNode(Leveret node, Path data) {
        this.node = node;
        this.data = data;
    }

    static CtlNode on(Path data) {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Settings.Management management = Settings.Management.DEFAULT.withHttp(Settings.Http.MANAGEMENT.at(anyPort));
        Settings settings = new Settings(List.of(anyPort), 2, Settings.Amqp.DEFAULT, Settings.DefaultUser.GUEST)
                .withManagement(management);
        return new CtlNode(Leveret.on(data, settings).start(), data);
    }

    Leveret node() {
        return node;
    }

    String name() {
        return node.settings().identity().nodeName();
    }

    /**
     * How a command ended.
     *
     * @param code its exit code
     */
    record Ended(int code, String out, String err) {}

    Ended ctl(String... arguments) {
        return run("rabbitmqctl", data, "", arguments);
    }

    Ended diagnostics(String... arguments) {
        return run("rabbitmq-diagnostics", data, "", arguments);
    }

    Ended tool(String script, String... arguments) {
        return run(script, data, "", arguments);
    }

    Ended ctlWith(String in, String... arguments) {
        return run("rabbitmqctl", data, in, arguments);
    }

    static Ended run(String script, Path data, String in, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        LeveretCtl ctl = new LeveretCtl(
                script,
                Map.of("LEVERET_DATA_DIR", data.toString(), "RABBITMQ_NODENAME", "rabbit@gone"),
                data,
                new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        int code = ctl.run(arguments);
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        node.close();
    }
}
