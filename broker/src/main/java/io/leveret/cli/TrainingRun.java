// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli;

import com.sun.net.httpserver.HttpServer;
import io.leveret.cli.command.Tool;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;

/**
 * What the launcher runs once to learn which classes a command needs, for its class-data archive: some commands, against
 * a server of a few lines. It ends by itself whatever happens, as a command waits for it.
 */
final class TrainingRun {
    private static final long END_MILLIS = 30_000;
    private static final String USERS =
            "[{\"name\":\"guest\",\"tags\":[\"administrator\"],\"n\":1.5,\"x\":{\"y\":null}}]";

    private TrainingRun() {}

    public static void main(String[] args) throws IOException {
        new Timer("end", true)
                .schedule(
                        new TimerTask() {
                            @Override
                            public void run() {
                                Runtime.getRuntime().halt(1);
                            }
                        },
                        END_MILLIS);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = USERS.getBytes(StandardCharsets.UTF_8);
            boolean isList = exchange.getRequestURI().getPath().indexOf('/', "/api/".length()) < 0;
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(isList || exchange.getRequestMethod().equals("PUT") ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            String url =
                    "--url=http://guest:guest@127.0.0.1:" + server.getAddress().getPort();
            for (String command : new String[] {
                "list_users",
                "add_user u p",
                "set_user_tags u t",
                "list_queues -q --formatter=json name",
                "list_userz",
                "set_permissions -p / u .* .* .*",
                "list_users --formatter=pretty_table",
                "help add_user",
                "-t x version"
            }) {
                run((url + " " + command).split(" "));
            }
            run("--data-dir=/nowhere", "list_users");
        } finally {
            server.stop(0);
        }
    }

    private static void run(String... arguments) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        new LeveretCtl(
                        Tool.CTL.script(),
                        Map.of(),
                        Path.of(""),
                        new ByteArrayInputStream(new byte[0]),
                        nowhere,
                        nowhere)
                .run(arguments);
    }
}
