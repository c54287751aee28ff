// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.Definitions;
import io.leveret.broker.DefinitionsImport;
import io.leveret.broker.Import;
import io.leveret.broker.figures.LoopCounters;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Export and import of what is defined. */
final class DefinitionsResource implements Resource {
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private final Definitions definitions;
    private final DefinitionsJson export;
    private final DefinitionsImport imports;
    private final Owners owners;

    DefinitionsResource(Node node, Owners owners) {
        this.definitions = node.definitions();
        this.export = new DefinitionsJson(node);
        this.imports = new DefinitionsImport(
                definitions,
                node.counters().loops().stream().map(LoopCounters::loop).toList());
        this.owners = owners;
    }

    @Override
    public void mount(Api api) {
        for (String path : new String[] {"/definitions", "/all-configuration"}) {
            api.at(path, Right.ADMINISTRATOR)
                    .get(call -> answer(call, export.whole()))
                    .post(call -> read(call, null))
                    .only(Answer.JSON, UploadedFile.FORM);
        }
        api.at("/definitions/:vhost", Right.ADMINISTRATOR)
                .get(this::exportHost)
                .post(this::importHost)
                .only(Answer.JSON, UploadedFile.FORM);
    }

    private Future<Answer> exportHost(Call call) {
        var host = definitions.virtualHost(call.name("vhost"));
        if (host == null) {
            throw Refusal.badRequest("vhost_not_found");
        }
        return answer(call, export.of(host));
    }

    private static Future<Answer> answer(Call call, JsonObject json) {
        String file = call.query("download");
        Map<String, String> headers = file != null && FILE_NAME.matcher(file).matches()
                ? Map.of("content-disposition", "attachment; filename=" + file)
                : Map.of();
        return Future.succeededFuture(new Answer(200, Answer.JSON, json.toBuffer(), headers));
    }

    private Future<Answer> importHost(Call call) {
        String host = call.name("vhost");
        if (definitions.virtualHost(host) == null) {
            throw Refusal.notFound("vhost_not_found");
        }
        return read(call, host);
    }

    private Future<Answer> read(Call call, @Nullable String onlyHost) {
        String type = call.request().getHeader("content-type");
        if (UploadedFile.isForm(type)) {
            UploadedFile upload = UploadedFile.of(call.body(), String.valueOf(type));
            return take(upload.content(), onlyHost)
                    .compose(done -> upload.redirect() == null ? Answer.done() : Answer.seeOther(upload.redirect()));
        }
        return take(call.body(), onlyHost).compose(done -> Answer.done());
    }

    private Future<Boolean> take(Buffer body, @Nullable String onlyHost) {
        Import wanted = new ImportJson(definitions, json(body), onlyHost).read();
        return owners.ask(reply -> imports.run(wanted, definitions.loop(), reply));
    }

    /** @throws Refusal unless that is an object; nothing is an empty one */
    static JsonObject json(Buffer body) {
        if (body.length() == 0) {
            return new JsonObject();
        }
        // a byte order mark, as Windows' editors write
        boolean marked = body.length() > 2 && body.getUnsignedMedium(0) == 0xEF_BB_BF;
        try {
            if (Json.decodeValue(marked ? body.slice(3, body.length()) : body) instanceof JsonObject object) {
                return object;
            }
        } catch (DecodeException | StackOverflowError e) {
            throw Refusal.badRequest("failed_to_parse_json");
        }
        throw Refusal.badRequest("failed_to_parse_json");
    }
}
