// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.Definitions;
import io.leveret.broker.ParameterDefinitions;
import io.leveret.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Parameters that belong to no virtual host, and the cluster's name, which is one of them. */
final class GlobalParametersResource implements Resource {
    static final String CLUSTER_NAME = "cluster_name";

    private final ParameterDefinitions parameters;
    private final Loop loop;
    private final String nameWhenUnset;
    private final Owners owners;

    /**
     * @param clusterName as long as nobody has set another
     */
    GlobalParametersResource(Definitions definitions, String clusterName, Owners owners) {
        this.parameters = definitions.parameters();
        this.loop = definitions.loop();
        this.nameWhenUnset = clusterName;
        this.owners = owners;
    }

    @Override
    public void mount(Api api) {
        api.at("/global-parameters", Right.GLOBAL_PARAMETERS).get(call -> Lists.answer(call, all(), "name"));
        api.at("/global-parameters/:name", Right.GLOBAL_PARAMETERS)
                .get(call -> Lists.answerOne(call, json(call.name("name"), existing(call.name("name")))))
                .put(call -> put(call.name("name"), call.json("value").getValue("value")))
                .delete(this::delete);
        api.at("/cluster-name", Right.MANAGEMENT)
                .get(call -> Answer.ok(new JsonObject().put("name", clusterName(parameters, nameWhenUnset))))
                .put(this::rename);
    }

    static String clusterName(ParameterDefinitions parameters, String whenUnset) {
        Object name = parameters.present().findGlobal(CLUSTER_NAME);
        return name == null ? whenUnset : name.toString();
    }

    private JsonArray all() {
        JsonArray list = new JsonArray();
        new TreeMap<>(parameters.present().global()).forEach((name, value) -> list.add(json(name, value)));
        return list;
    }

    static JsonObject json(String name, Object value) {
        return new JsonObject().put("name", name).put("value", TableJson.of(value));
    }

    private Object existing(String name) {
        Object value = parameters.present().findGlobal(name);
        if (value == null) {
            throw Refusal.notFound();
        }
        return value;
    }

    private Future<Answer> put(String name, @Nullable Object json) {
        Object value = TableJson.value(json);
        boolean isNew = parameters.present().findGlobal(name) == null;
        return owners.<Boolean>ask(reply -> parameters.setGlobal(name, value, loop, reply))
                .compose(set -> Answer.put(isNew));
    }

    private Future<Answer> rename(Call call) {
        Authorization.mustAdminister(call.caller());
        String name = new Fields(call.json("name")).needText("name");
        return put(CLUSTER_NAME, name).compose(set -> Answer.done());
    }

    private Future<Answer> delete(Call call) {
        existing(call.name("name"));
        return owners.<Boolean>ask(reply -> parameters.clearGlobal(call.name("name"), loop, reply))
                .compose(cleared -> Answer.done());
    }
}
