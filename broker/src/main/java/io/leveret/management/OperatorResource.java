// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.auth.AccessControl;
import io.leveret.auth.Attempt;
import io.leveret.auth.LoginResult;
import io.leveret.broker.Definitions;
import io.leveret.broker.Session;
import io.leveret.config.Settings.Watermark;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What leveretctl needs and RabbitMQ's API does not have: Leveret's own paths, {@code /leveret/…}, for administrators.
 * docs/leveretctl.md lists them.
 */
final class OperatorResource implements Resource {
    /** What connection.tune can say. */
    private static final int CHANNELS_MAX = 65_535;

    private static final Set<String> ALARMS = Set.of("memory", "disk");

    private static final String EVENTS = "rabbitmq_event_exchange";
    private static final int LOG_LINES = 50;
    private static final int LOG_LINES_MAX = 100_000;

    private final Node node;
    private final Operations operations;
    private final Listeners listeners;
    private final AccessControl access;
    private final Owners owners;

    OperatorResource(Node node, Operations operations, Listeners listeners, Owners owners) {
        this.node = node;
        this.operations = operations;
        this.listeners = listeners;
        this.access = node.access();
        this.owners = owners;
    }

    @Override
    public void mount(Api api) {
        api.at("/leveret/authenticate", Right.ADMINISTRATOR).post(this::authenticate);
        api.at("/leveret/status", Right.ADMINISTRATOR)
                .get(call -> Answer.ok(NodeStatus.of(node, operations, listeners)));
        api.at("/leveret/environment", Right.ADMINISTRATOR)
                .get(call -> Answer.ok(new JsonArray(operations.configuration())));
        api.at("/leveret/connections", Right.ADMINISTRATOR).get(call -> Answer.ok(connections()));
        api.at("/leveret/alarms/:alarm", Right.ADMINISTRATOR)
                .put(call -> alarm(call, true))
                .delete(call -> alarm(call, false));
        api.at("/leveret/log", Right.ADMINISTRATOR).get(this::log);
        api.at("/leveret/log-locations", Right.ADMINISTRATOR)
                .get(call -> Answer.ok(new JsonObject().put("paths", new JsonArray(operations.logLocations()))));
        api.at("/leveret/log-level", Right.ADMINISTRATOR).put(this::logLevel);
        api.at("/leveret/memory-limit", Right.ADMINISTRATOR).put(call -> {
            operations.limitMemory(watermark(call));
            return Answer.done();
        });
        api.at("/leveret/disk-free-limit", Right.ADMINISTRATOR).put(call -> {
            operations.limitFreeDisk(watermark(call));
            return Answer.done();
        });
        api.at("/leveret/channel-max", Right.ADMINISTRATOR)
                .get(call -> Answer.ok(new JsonObject().put("channels", operations.channelMax())))
                .put(this::channelMax);
        api.at("/leveret/loopback-users", Right.ADMINISTRATOR)
                .get(call -> Answer.ok(new JsonObject()
                        .put("users", new JsonArray(List.copyOf(new TreeSet<>(operations.loopbackUsers()))))))
                .put(this::loopbackUsers);
        api.at("/leveret/listeners", Right.ADMINISTRATOR).put(this::listeners);
        api.at("/leveret/plugins", Right.ADMINISTRATOR).get(call -> Answer.ok(plugins(node)));
        api.at("/leveret/plugins/:plugin", Right.ADMINISTRATOR)
                .put(call -> plugin(call, true))
                .delete(call -> plugin(call, false));
        api.at("/leveret/collect", Right.ADMINISTRATOR).post(call -> {
            ManagementFactory.getMemoryMXBean().gc();
            return Answer.done();
        });
        api.at("/leveret/stop", Right.ADMINISTRATOR).post(call -> supported(operations::stop));
    }

    /** Whether that user may log in with that password, from this machine. */
    private Future<Answer> authenticate(Call call) {
        Fields fields = new Fields(call.json());
        String name = fields.needText("username");
        String password = fields.needText("password");
        return owners.<LoginResult>hear(answer -> access.login(new Attempt(name, password, "127.0.0.1", true), answer))
                .compose(result -> {
                    JsonObject said = new JsonObject().put("accepted", result instanceof LoginResult.Accepted);
                    if (result instanceof LoginResult.Refused refused) {
                        said.put("reason", refused.reason());
                    }
                    return Answer.ok(said);
                });
    }

    /** What stands for Erlang's processes: node, start in seconds, connection. */
    private JsonArray connections() {
        long start = TimeUnit.MILLISECONDS.toSeconds(node.startedAtMillis());
        JsonArray all = new JsonArray();
        for (Session session : node.sessions().all()) {
            all.add(new JsonObject()
                    .put("name", session.name())
                    .put("pid", "<" + node.name() + "." + start + "." + session.id() + ".0>"));
        }
        return all;
    }

    private Future<Answer> alarm(Call call, boolean raised) {
        String alarm = call.name("alarm");
        if (!ALARMS.contains(alarm)) {
            throw Refusal.badRequest("there are alarms memory and disk, not " + alarm);
        }
        operations.alarm(alarm, raised);
        return Answer.done();
    }

    private Future<Answer> logLevel(Call call) {
        String level = new Fields(call.json()).needText("level");
        return supported(() -> operations.logLevel(level));
    }

    /** The last so many lines, or those behind a number that an earlier answer gave. */
    private Future<Answer> log(Call call) {
        try {
            Long after = number(call.query("after"));
            Long lines = number(call.query("lines"));
            LogTail tail = after != null
                    ? operations.loggedAfter(after)
                    : operations.lastLogged(lines == null ? LOG_LINES : (int) Math.min(lines, LOG_LINES_MAX));
            return Answer.ok(
                    new JsonObject().put("lines", new JsonArray(tail.lines())).put("last", tail.last()));
        } catch (UnsupportedOperationException e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Long number(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (!text.matches("\\d{1,18}")) {
            throw Refusal.badRequest("'" + text + "' is no number of lines");
        }
        return Long.valueOf(text);
    }

    private Future<Answer> channelMax(Call call) {
        Long most = new Fields(call.json()).number("channels");
        if (most == null || most < 0 || most > CHANNELS_MAX) {
            throw Refusal.badRequest("channels must be a number from 0 to " + CHANNELS_MAX);
        }
        operations.channelMax(most.intValue());
        return Answer.done();
    }

    private Future<Answer> loopbackUsers(Call call) {
        List<String> names = new Fields(call.json()).words("users");
        if (names == null) {
            throw Refusal.badRequest("[{key_missing,users}]");
        }
        operations.loopbackUsers(Set.copyOf(names));
        return Answer.done();
    }

    /** Either a share of the memory there is, or a number of bytes. */
    private static Watermark watermark(Call call) {
        Fields fields = new Fields(call.json());
        Long bytes = fields.number("bytes");
        if (bytes != null) {
            return new Watermark.Absolute(bytes);
        }
        if (fields.json().getValue("share") instanceof Number share && share.doubleValue() >= 0) {
            return new Watermark.Relative(share.doubleValue());
        }
        throw Refusal.badRequest("[{key_missing,bytes}]");
    }

    /** What can be switched on and off, and is on. */
    private static JsonObject plugins(Node node) {
        JsonArray enabled = new JsonArray();
        if (node.definitions().events().isEnabled()) {
            enabled.add(EVENTS);
        }
        return new JsonObject().put("enabled", enabled);
    }

    private Future<Answer> plugin(Call call, boolean on) {
        if (!call.name("plugin").equals(EVENTS)) {
            throw Refusal.badRequest(call.name("plugin") + " cannot be switched on or off");
        }
        Definitions definitions = node.definitions();
        return owners.<Boolean>ask(reply -> definitions.enableEvents(on, definitions.loop(), reply))
                .compose(done -> Answer.done());
    }

    private Future<Answer> listeners(Call call) {
        Fields fields = new Fields(call.json());
        if (fields.flag("serving", true)) {
            try {
                operations.resume();
            } catch (IOException e) {
                throw Refusal.badRequest(String.valueOf(e.getMessage()));
            }
        } else {
            operations.suspend(fields.flag("disconnect", false));
        }
        return Answer.done();
    }

    private static Future<Answer> supported(Runnable operation) {
        try {
            operation.run();
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
        return Answer.done();
    }
}
