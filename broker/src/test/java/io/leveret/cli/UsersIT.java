// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli;

import static io.leveret.cli.Said.fails;
import static io.leveret.cli.Said.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.leveret.cli.CtlNode.Ended;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users and what they may do, in RabbitMQ's words; the expected texts were taken from RabbitMQ's own tools. */
class UsersIT {
    private static final String GRANTS_HINT = "Done. Don't forget to grant the user permissions to some virtual hosts!"
            + " See 'rabbitmqctl help set_permissions' to learn more.";

    @TempDir
    private static Path data;

    private static CtlNode node;

    @BeforeAll
    static void start() {
        node = CtlNode.on(data);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void theFirstSteps() throws Exception {
        says(node.ctl("add_user", "admin", "123456"), "Adding user \"admin\" ...", GRANTS_HINT);
        says(
                node.ctl("set_permissions", "-p", "/", "admin", ".*", ".*", ".*"),
                "Setting permissions for user \"admin\" in vhost \"/\" ...");
        says(
                node.ctl("set_user_tags", "admin", "administrator"),
                "Setting tags for user \"admin\" to [administrator] ...");
        says(
                node.ctl("list_users"),
                "Listing users ...",
                "user\ttags",
                "admin\t[administrator]",
                "guest\t[administrator]");
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(node.node().amqpUri().replace("guest:guest", "admin:123456"));
        try (Connection connection = factory.newConnection()) {
            connection.createChannel().queueDeclare("first", false, true, true, null);
        }
        says(node.ctl("delete_user", "admin"), "Deleting user \"admin\" ...");
    }

    @Test
    void listsInEveryFormat() {
        says(node.ctl("list_users", "-q"), "user\ttags", "guest\t[administrator]");
        says(node.ctl("-s", "list_users"), "guest\t[administrator]");
        says(node.ctl("list_users", "--no-table-headers"), "Listing users ...", "guest\t[administrator]");
        says(
                node.ctl("list_users", "--formatter", "json"),
                "[",
                "{\"user\":\"guest\",\"tags\":[\"administrator\"]}",
                "]");
        says(node.ctl("list_users", "--formatter=csv"), "\"user\",\"tags\"", "\"guest\",\"[administrator]\"");
        says(
                node.ctl("-q", "list_users", "--formatter=pretty_table"),
                "┌───────┬─────────────────┐",
                "│ user  │ tags            │",
                "├───────┼─────────────────┤",
                "│ guest │ [administrator] │",
                "└───────┴─────────────────┘");
    }

    @Test
    void refusesAUserWhoIsThere() {
        fails(
                node.ctl("add_user", "guest", "x"),
                70,
                "Adding user \"guest\" ...",
                "Error:",
                "User \"guest\" already exists");
        assertThat(node.ctl("authenticate_user", "guest", "guest").out())
                .isEqualTo("Authenticating user \"guest\" ...\nSuccess\n");
    }

    @Test
    void refusesAUserWhoIsNotThere() {
        String problem = "User \"nobody\" does not exist";
        fails(node.ctl("delete_user", "nobody"), 67, "Deleting user \"nobody\" ...", "Error:", problem);
        fails(
                node.ctl("set_user_tags", "nobody", "administrator"),
                67,
                "Setting tags for user \"nobody\" to [administrator] ...",
                "Error:",
                problem);
        fails(
                node.ctl("change_password", "nobody", "x"),
                67,
                "Changing password for user \"nobody\" ...",
                "Error:",
                problem);
        fails(
                node.ctl("set_permissions", "nobody", ".*", ".*", ".*"),
                67,
                "Setting permissions for user \"nobody\" in vhost \"/\" ...",
                "Error:",
                "User nobody does not exist");
        fails(
                node.ctl("list_user_permissions", "nobody"),
                69,
                "Listing permissions for user \"nobody\" ...",
                "Error:",
                "{:no_such_user, \"nobody\"}");
    }

    @Test
    void takesAPasswordFromTheStandardInput() {
        assertThat(node.ctlWith("secret\n", "add_user", "typed"))
                .isEqualTo(new Ended(0, "Adding user \"typed\" ...\nPassword: " + GRANTS_HINT + "\n", ""));
        says(node.ctl("authenticate_user", "typed", "secret"), "Authenticating user \"typed\" ...", "Success");
        fails(
                node.ctl("add_user", "silent"),
                65,
                "Adding user \"silent\" ...\nPassword: ",
                "Error:",
                "Password is not provided via argument or stdin");
        node.ctl("delete_user", "typed");
    }

    @Test
    void changesAndClearsPasswords() {
        node.ctl("-q", "add_user", "worker", "one");
        node.ctl("set_user_tags", "worker", "monitoring", "management");
        says(node.ctl("change_password", "worker", "two"), "Changing password for user \"worker\" ...");
        says(node.ctl("authenticate_user", "worker", "two", "-q"), "Success");
        fails(
                node.ctl("authenticate_user", "worker", "one"),
                65,
                "Authenticating user \"worker\" ...",
                "Error:",
                "Error: failed to authenticate user \"worker\"",
                "user 'worker' - invalid credentials");
        assertThat(node.ctl("list_users", "-s").out()).contains("worker\t[monitoring, management]\n");
        says(node.ctl("clear_password", "worker"), "Clearing password for user \"worker\" ...");
        assertThat(node.ctl("authenticate_user", "worker", "two").code()).isEqualTo(65);
        node.ctl("delete_user", "worker");
    }

    @Test
    void takesAHashThatItMade() {
        Ended hashed = node.ctl("-q", "hash_password", "p@ss");
        says(node.ctl("-q", "add_user", "hashed", hashed.out().strip(), "--pre-hashed-password"));
        says(node.ctl("-q", "authenticate_user", "hashed", "p@ss"), "Success");
        node.ctl("delete_user", "hashed");
        assertThat(node.ctl("add_user", "hashed", "no base64!", "--pre-hashed-password")
                        .code())
                .isEqualTo(65);
    }

    @Test
    void setsAndClearsPermissions() {
        node.ctl("-q", "add_user", "reader", "x");
        node.ctl("set_permissions", "reader", "^$", "^in$", "^out$");
        says(
                node.ctl("list_permissions"),
                "Listing permissions for vhost \"/\" ...",
                "user\tconfigure\twrite\tread",
                "guest\t.*\t.*\t.*",
                "reader\t^$\t^in$\t^out$");
        says(node.ctl("list_user_permissions", "reader", "-q"), "vhost\tconfigure\twrite\tread", "/\t^$\t^in$\t^out$");
        says(
                node.ctl("set_topic_permissions", "reader", "amq.topic", "^a", "^b"),
                "Setting topic permissions on \"amq.topic\" for user \"reader\" in vhost \"/\" ...");
        says(
                node.ctl("list_user_topic_permissions", "reader"),
                "Listing topic permissions for user \"reader\" ...",
                "/\tamq.topic\t^a\t^b");
        says(
                node.ctl("clear_topic_permissions", "reader", "amq.topic"),
                "Clearing topic permissions on \"amq.topic\" for user \"reader\" in vhost \"/\" ...");
        says(node.ctl("-q", "list_topic_permissions"), "");
        says(node.ctl("clear_permissions", "reader"), "Clearing permissions for user \"reader\" in vhost \"/\" ...");
        says(node.ctl("-q", "list_user_permissions", "reader"), "");
        fails(
                node.ctl("set_permissions", "-p", "nosuch", "reader", ".*", ".*", ".*"),
                69,
                "Setting permissions for user \"reader\" in vhost \"nosuch\" ...",
                "Error:",
                "Virtual host nosuch does not exist");
        fails(
                node.ctl("list_permissions", "-p", "nosuch"),
                65,
                "Listing permissions for vhost \"nosuch\" ...",
                "Virtual host 'nosuch' does not exist");
        node.ctl("delete_user", "reader");
    }
}
