// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.Answer;
import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.JsonObject;
import io.leveret.cli.output.Rows;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Users, their passwords and tags. */
final class UserCommands implements Group {
    private static final int TAGS_MAX = 32;
    private static final String GRANTS_HINT = "Done. Don't forget to grant the user permissions to some virtual hosts! "
            + "See 'rabbitmqctl help set_permissions' to learn more.";
    private static final String NO_PASSWORD = "Password is not provided via argument or stdin";
    private static final String PROMPT = "Password: ";
    private static final String NO_BASE64 = "Could not Base64 decode provided password hash value";

    @Override
    public @Nullable Command find(Tool tool, String name) {
        return switch (name) {
            case "list_users" -> Command.of(call -> "Listing users ...", UserCommands::list);
            case "add_user" ->
                Command.of(call -> "Adding user \"" + call.argument(0) + "\" ...", UserCommands::add)
                        .checking(UserCommands::checkAdd);
            case "delete_user" ->
                Command.of(call -> "Deleting user \"" + call.argument(0) + "\" ...", UserCommands::delete);
            case "change_password" ->
                Command.of(
                        call -> "Changing password for user \"" + call.argument(0) + "\" ...",
                        UserCommands::changePassword);
            case "clear_password" ->
                Command.of(
                        call -> "Clearing password for user \"" + call.argument(0) + "\" ...",
                        UserCommands::clearPassword);
            case "authenticate_user" ->
                Command.of(call -> "Authenticating user \"" + call.argument(0) + "\" ...", UserCommands::authenticate);
            case "set_user_tags" ->
                Command.of(
                                call -> "Setting tags for user \"" + call.argument(0) + "\" to ["
                                        + String.join(", ", tags(call)) + "] ...",
                                UserCommands::setTags)
                        .checking(UserCommands::checkTags);
            case "hash_password" -> PasswordHashes.command();
            default -> null;
        };
    }

    private static Outcome list(Call call) throws Failure, UnreachableException {
        Rows rows = new Rows("user", "tags");
        for (JsonObject user : ok(call.api().get("users")).objects()) {
            rows.add(List.of(user.text("name"), tagsOf(user)));
        }
        return Outcome.table(rows);
    }

    /** A list since RabbitMQ 3.9, a text before. */
    private static List<?> tagsOf(JsonObject user) {
        return user.value("tags") instanceof List<?> tags
                ? tags
                : user.text("tags").isEmpty()
                        ? List.of()
                        : List.of(user.text("tags").split(","));
    }

    private static void checkAdd(Call call) throws Failure {
        if (call.argument(0).isEmpty() && call.arguments().size() == 2) {
            throw Failure.badArgument("user cannot be an empty string");
        }
        if (call.flag("pre-hashed-password") && call.arguments().size() == 2 && !isBase64(call.argument(1))) {
            throw Failure.badArgument(NO_BASE64);
        }
    }

    private static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Outcome add(Call call) throws Failure, UnreachableException {
        String name = call.argument(0);
        boolean hashed = call.flag("pre-hashed-password");
        String password = password(call, hashed ? "Hashed and salted password: " : PROMPT, Exit.DATA);
        if (hashed && !isBase64(password)) {
            throw Failure.of(Exit.DATA, NO_BASE64);
        }
        Answer present = call.api().get("users", name);
        if (!present.isNotFound()) {
            ok(present);
            throw Failure.of(
                    Exit.SOFTWARE,
                    "User \"" + name + "\" already exists",
                    Existing.error(call, "User " + name + " already exists"));
        }
        ok(call.api()
                .put(
                        JsonObject.of()
                                .with(hashed ? "password_hash" : "password", password)
                                .with("tags", ""),
                        "users",
                        name));
        if (call.isQuiet()) {
            return Outcome.done();
        }
        return new Outcome.Text(
                GRANTS_HINT,
                JsonObject.of()
                        .with("message", GRANTS_HINT)
                        .with("node", call.node())
                        .with("status", "ok"));
    }

    /** The second argument, or what is typed. */
    private static String password(Call call, String prompt, Exit exit) throws Failure {
        if (call.arguments().size() > 1) {
            return call.argument(1);
        }
        String typed = call.console().askSecret(prompt);
        if (typed == null) {
            call.console().say("");
            throw Failure.of(exit, NO_PASSWORD);
        }
        return typed;
    }

    private static Outcome delete(Call call) throws Failure, UnreachableException {
        Existing.user(call, call.argument(0));
        Existing.gone(call.api().delete("users", call.argument(0)));
        return Outcome.done();
    }

    private static Outcome changePassword(Call call) throws Failure, UnreachableException {
        String password = password(call, PROMPT, Exit.SOFTWARE);
        JsonObject user = Existing.user(call, call.argument(0));
        update(call, user, JsonObject.of().with("password", password).with("tags", joined(tagsOf(user))));
        return Outcome.done();
    }

    private static Outcome clearPassword(Call call) throws Failure, UnreachableException {
        Answer user = call.api().get("users", call.argument(0));
        if (user.isNotFound()) {
            throw Existing.noUser(call.argument(0));
        }
        update(
                call,
                ok(user).object(),
                JsonObject.of().with("password_hash", "").with("tags", joined(tagsOf(user.object()))));
        return Outcome.done();
    }

    private static void checkTags(Call call) throws Failure {
        int count = tags(call).size();
        if (count > TAGS_MAX) {
            throw Failure.badArgument("A user can have at most " + TAGS_MAX + " tags (received " + count + ")");
        }
    }

    private static List<String> tags(Call call) {
        return call.arguments().subList(1, call.arguments().size());
    }

    private static Outcome setTags(Call call) throws Failure, UnreachableException {
        JsonObject user = Existing.user(call, call.argument(0));
        update(
                call,
                user,
                JsonObject.of()
                        .with("password_hash", user.text("password_hash"))
                        .with("hashing_algorithm", user.text("hashing_algorithm"))
                        .with("tags", joined(tags(call))));
        return Outcome.done();
    }

    private static void update(Call call, JsonObject user, JsonObject body) throws Failure, UnreachableException {
        ok(call.api().put(body, "users", user.text("name")));
    }

    private static String joined(List<?> tags) {
        return String.join(",", tags.stream().map(String::valueOf).toList());
    }

    private static Outcome authenticate(Call call) throws Failure, UnreachableException {
        String password = password(call, PROMPT, Exit.SOFTWARE);
        JsonObject credentials =
                JsonObject.of().with("username", call.argument(0)).with("password", password);
        JsonObject answer =
                ok(call.api().post(credentials, "leveret", "authenticate")).object();
        if (!answer.isTrue("accepted")) {
            throw Failure.of(
                    Exit.DATA,
                    "Error: failed to authenticate user \"" + call.argument(0) + "\"\n"
                            + inRabbitsWords(answer.text("reason")));
        }
        return Outcome.message("Success");
    }

    /** RabbitMQ does not say what is wrong with the credentials. */
    private static String inRabbitsWords(String reason) {
        int detail = reason.indexOf("credentials: ");
        return detail < 0 ? reason : reason.substring(0, detail + "credentials".length());
    }
}
