// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.Json;
import io.leveret.cli.output.Json.InvalidException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Definitions into a file, and back. */
final class DefinitionsCommands implements Group {
    private static final String DEFINITIONS = "definitions";
    private static final String STANDARD = "-";

    /** RabbitMQ's words; here the import is done when it is said. */
    private static final String STARTED =
            "Successfully started definition import. This process is asynchronous and can "
                    + "take some time. Watch target node logs for completion.\n";

    @Override
    public @Nullable Command find(Tool tool, String name) {
        return switch (name) {
            case "export_definitions" ->
                Command.of(
                                call -> call.argument(0).equals(STANDARD)
                                        ? ""
                                        : "Exporting definitions in JSON to a file at \"" + call.argument(0) + "\" ...",
                                DefinitionsCommands::export)
                        .checking(DefinitionsCommands::checkExport);
            case "import_definitions" ->
                Command.of(
                                call -> call.arguments().isEmpty()
                                        ? "Importing definitions in JSON from standard input ..."
                                        : "Importing definitions in JSON from a file at \"" + call.argument(0)
                                                + "\" ...",
                                DefinitionsCommands::load)
                        .checking(DefinitionsCommands::checkLoad);
            default -> null;
        };
    }

    private static void checkFormat(Call call) throws Failure {
        String format = call.option("format", "json").toLowerCase(Locale.ROOT);
        if (format.equals("erlang")) {
            throw Failure.badArgument("Erlang's format is not there: there is no Erlang. Use json");
        }
        if (!format.equals("json")) {
            throw Failure.badArgument("Format should be either json or erlang");
        }
    }

    private static void checkExport(Call call) throws Failure {
        checkFormat(call);
        Path directory = Path.of(call.argument(0)).toAbsolutePath().getParent();
        if (!call.argument(0).equals(STANDARD) && directory != null && !Files.exists(directory)) {
            throw Failure.badArgument("Directory " + directory + " does not exist");
        }
    }

    private static Outcome export(Call call) throws Failure, UnreachableException {
        String definitions = ok(call.api().get(DEFINITIONS)).body();
        if (call.argument(0).equals(STANDARD)) {
            return new Outcome.Raw(definitions);
        }
        try {
            Files.writeString(Path.of(call.argument(0)), definitions);
        } catch (IOException e) {
            throw Failure.of(Exit.DATA, "Could not write to file " + call.argument(0) + ": " + reason(e));
        }
        return Outcome.done();
    }

    private static void checkLoad(Call call) throws Failure {
        checkFormat(call);
        if (!call.arguments().isEmpty() && !Files.exists(Path.of(call.argument(0)))) {
            throw Failure.badArgument("File " + call.argument(0) + " does not exist");
        }
    }

    private static Outcome load(Call call) throws Failure, UnreachableException {
        String text = text(call);
        Object definitions;
        try {
            definitions = Objects.requireNonNullElse(Json.parse(text), "");
        } catch (InvalidException e) {
            throw Failure.of(Exit.DATA, "Failed to deserialise input (format: JSON) (error: " + e.getMessage() + ")");
        }
        ok(call.api().post(definitions, DEFINITIONS));
        return call.isQuiet() ? Outcome.done() : Outcome.message(STARTED);
    }

    private static String text(Call call) throws Failure {
        try {
            if (call.arguments().isEmpty()) {
                return call.console().in().lines().collect(Collectors.joining("\n"));
            }
            String text = Files.readString(Path.of(call.argument(0)));
            if (text.isEmpty()) {
                throw Failure.of(Exit.DATA, "File " + call.argument(0) + " is zero-sized");
            }
            return text;
        } catch (IOException e) {
            throw Failure.of(Exit.DATA, "Could not read from file " + call.argument(0) + ": " + reason(e));
        }
    }

    private static String reason(IOException problem) {
        if (problem instanceof NoSuchFileException) {
            return "it does not exist";
        }
        return problem instanceof AccessDeniedException ? "permission denied" : String.valueOf(problem.getMessage());
    }
}
