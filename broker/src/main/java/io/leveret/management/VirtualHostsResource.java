// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.auth.Permissions;
import io.leveret.broker.Definitions;
import io.leveret.broker.UserDefinitions;
import io.leveret.broker.VirtualHost;
import io.leveret.broker.VirtualHostMetadata;
import io.leveret.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;

/** Virtual hosts. */
final class VirtualHostsResource implements Resource {
    private static final int PRECONDITION_FAILED = 412;

    private final Definitions definitions;
    private final Loop loop;
    private final String nodeName;
    private final Owners owners;
    private final Authorization authorization;

    VirtualHostsResource(Node node, Owners owners, Authorization authorization) {
        this.definitions = node.definitions();
        this.loop = definitions.loop();
        this.nodeName = node.name();
        this.owners = owners;
        this.authorization = authorization;
    }

    @Override
    public void mount(Api api) {
        api.at("/vhosts", Right.MANAGEMENT).get(this::list);
        api.at("/vhosts/:vhost", Right.ADMINISTRATOR)
                .get(call -> Lists.answerOne(call, json(existing(definitions, call))))
                .put(this::put)
                .delete(this::delete);
        api.at("/vhosts/:vhost/deletion/protection", Right.ADMINISTRATOR)
                .post(call -> protect(call, true))
                .delete(call -> protect(call, false));
        api.at("/vhosts/:vhost/start/:node", Right.ADMINISTRATOR).post(this::start);
    }

    /** @throws Refusal if the path names a virtual host that does not exist */
    static VirtualHost existing(Definitions definitions, Call call) {
        VirtualHost host = definitions.virtualHost(call.name("vhost"));
        if (host == null) {
            throw Refusal.notFound();
        }
        return host;
    }

    private Future<Answer> list(Call call) {
        return authorization.visible(call.caller()).compose(hosts -> {
            JsonArray list = new JsonArray();
            hosts.forEach(host -> list.add(json(host)));
            return Lists.answer(call, list, "name");
        });
    }

    private JsonObject json(VirtualHost host) {
        VirtualHostMetadata metadata = host.metadata();
        return described(host)
                .put("protected_from_deletion", metadata.protectedFromDeletion())
                .put("tracing", host.isTraced())
                .put("cluster_state", new JsonObject().put(nodeName, "running"));
    }

    /** As definitions have it, too. */
    static JsonObject described(VirtualHost host) {
        VirtualHostMetadata metadata = host.metadata();
        JsonArray tags = new JsonArray(metadata.tags());
        return new JsonObject()
                .put("name", host.name())
                .put("description", metadata.description())
                .put("tags", tags)
                .put("default_queue_type", metadata.defaultQueueType())
                .put("metadata", DefinitionsJson.metadata(metadata));
    }

    private Future<Answer> put(Call call) {
        String name = call.name("vhost");
        JsonObject json = call.json();
        VirtualHost present = definitions.virtualHost(name);
        VirtualHostMetadata wanted = read(json, present == null ? definitions.defaultMetadata() : present.metadata());
        Future<VirtualHost> stored = present == null
                ? owners.<VirtualHost>ask(reply -> definitions.addVirtualHost(name, wanted, loop, reply))
                        .compose(host -> permitCreator(call.caller(), host))
                : owners.ask(reply -> definitions.describeVirtualHost(name, m -> wanted, loop, reply));
        return stored.compose(host -> trace(name, new Fields(json))).compose(host -> Answer.put(present == null));
    }

    /** Starts or stops tracing where that is said. */
    private Future<?> trace(String name, Fields fields) {
        return fields.json().getValue("tracing") == null
                ? Future.succeededFuture()
                : owners.<VirtualHost>ask(
                        reply -> definitions.traceVirtualHost(name, fields.flag("tracing", false), loop, reply));
    }

    /** Who makes a virtual host over HTTP may use it. */
    private Future<VirtualHost> permitCreator(Caller creator, VirtualHost host) {
        UserDefinitions users = definitions.users();
        return users.present().find(creator.name()) == null
                ? Future.succeededFuture(host)
                : owners.<Boolean>ask(reply -> users.permit(creator.name(), host.name(), Permissions.ALL, loop, reply))
                        .map(permitted -> host);
    }

    /**
     * What is said of a virtual host, by its own keys and those under {@code metadata}.
     *
     * @param present what counts where nothing is said
     * @throws Refusal if that makes no sense
     */
    static VirtualHostMetadata read(JsonObject json, VirtualHostMetadata present) {
        Fields inner = new Fields(json.getValue("metadata") instanceof JsonObject object ? object : new JsonObject());
        Fields fields = new Fields(json);
        List<String> tags = json.containsKey("tags") ? fields.words("tags") : inner.words("tags");
        String type = json.containsKey("default_queue_type")
                ? fields.text("default_queue_type")
                : json.containsKey("defaultqueuetype")
                        ? fields.text("defaultqueuetype")
                        : inner.text("default_queue_type");
        boolean unsaid = type == null || type.isEmpty() || type.equals("undefined");
        return new VirtualHostMetadata(
                json.containsKey("description")
                        ? fields.text("description", "")
                        : inner.text("description", present.description()),
                tags == null ? present.tags() : tags,
                unsaid ? present.defaultQueueType() : queueType(Objects.requireNonNull(type)),
                fields.flag("protected_from_deletion", present.protectedFromDeletion()));
    }

    private static String queueType(String name) {
        String plain = switch (name) {
            case "rabbit_classic_queue" -> "classic";
            case "rabbit_quorum_queue" -> "quorum";
            case "rabbit_stream_queue" -> "stream";
            default -> name;
        };
        if (!VirtualHostMetadata.QUEUE_TYPES.contains(plain)) {
            throw Refusal.badRequest("Unsupported default queue type '" + name + "'");
        }
        return plain;
    }

    private Future<Answer> delete(Call call) {
        VirtualHost host = existing(definitions, call);
        if (host.metadata().protectedFromDeletion()) {
            throw new Refusal(
                    PRECONDITION_FAILED,
                    "precondition_failed",
                    "Refusing to delete virtual host '" + host.name() + "' because it is protected from deletion");
        }
        return owners.<Boolean>ask(reply -> definitions.deleteVirtualHost(host.name(), loop, reply))
                .compose(deleted -> Answer.done());
    }

    private Future<Answer> protect(Call call, boolean on) {
        String name = existing(definitions, call).name();
        return owners.<VirtualHost>ask(
                        reply -> definitions.describeVirtualHost(name, m -> m.withProtection(on), loop, reply))
                .compose(host -> Answer.done());
    }

    /** A virtual host of this node runs as long as the node does. */
    private Future<Answer> start(Call call) {
        existing(definitions, call);
        if (!call.name("node").equals(nodeName)) {
            throw Refusal.notFound();
        }
        return Answer.done();
    }
}
