// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.http.client.Client;
import com.rabbitmq.http.client.ClientParameters;
import com.rabbitmq.http.client.HttpClientException;
import com.rabbitmq.http.client.domain.Definitions;
import com.rabbitmq.http.client.domain.NodeInfo;
import com.rabbitmq.http.client.domain.OverviewResponse;
import com.rabbitmq.http.client.domain.PolicyInfo;
import com.rabbitmq.http.client.domain.TopicPermissions;
import com.rabbitmq.http.client.domain.UserInfo;
import com.rabbitmq.http.client.domain.UserPermissions;
import com.rabbitmq.http.client.domain.VhostInfo;
import io.leveret.Leveret;
import io.leveret.config.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RabbitMQ's Java client of the HTTP API against a node. */
class RabbitHttpClientIT {
    private Leveret node;
    private Client client;

    @BeforeEach
    void start() throws Exception {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Settings settings = new Settings(List.of(anyPort), 1, Settings.Amqp.DEFAULT, Settings.DefaultUser.GUEST)
                .withManagement(Settings.Management.DEFAULT.withHttp(Settings.Http.MANAGEMENT.at(anyPort)));
        node = Leveret.inMemory(settings).start();
        client = client("guest", "guest");
    }

    private Client client(String user, String password) throws Exception {
        int port = node.managementAddresses().get(0).getPort();
        return new Client(new ClientParameters()
                .url("http://127.0.0.1:" + port + "/api/")
                .username(user)
                .password(password));
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void overview() {
        OverviewResponse overview = client.getOverview();
        assertThat(overview.getNode()).startsWith("rabbit@");
        assertThat(overview.getServerVersion()).isEqualTo("4.3.5");
        assertThat(overview.getExchangeTypes()).extracting("name").contains("direct", "fanout", "topic", "headers");
        assertThat(overview.getObjectTotals().getExchanges()).isEqualTo(7);
        assertThat(overview.getQueueTotals().getMessages()).isZero();
        assertThat(overview.getListeners()).extracting("protocol").contains("amqp", "http");
    }

    @Test
    void nodes() {
        NodeInfo info = client.getNodes().get(0);
        assertThat(info.isRunning()).isTrue();
        assertThat(info.getMemoryUsed()).isPositive();
        assertThat(client.getNode(info.getName()).getName()).isEqualTo(info.getName());
    }

    @Test
    void whoAmI() {
        assertThat(client.whoAmI().getName()).isEqualTo("guest");
        assertThat(client.whoAmI().getTags()).containsExactly("administrator");
        assertThat(client.alivenessTest("/")).isTrue();
    }

    @Test
    void virtualHosts() {
        client.createVhost("a/b", "about it", "one", "two");
        VhostInfo host = client.getVhost("a/b");
        assertThat(host.getDescription()).isEqualTo("about it");
        assertThat(host.getTags()).containsExactly("one", "two");
        assertThat(client.getVhosts()).hasSize(2);
        client.deleteVhost("a/b");
        assertThat(client.getVhost("a/b")).isNull();
    }

    @Test
    void usersAndPermissions() throws Exception {
        client.createUser("alice", "secret".toCharArray(), List.of("monitoring"));
        UserInfo alice = client.getUser("alice");
        assertThat(alice.getTags()).containsExactly("monitoring");
        client.updatePermissions("/", "alice", new UserPermissions(".*", "", "^a"));
        assertThat(client.getPermissions("/", "alice").getConfigure()).isEqualTo("^a");
        assertThat(client.getPermissionsOf("alice")).hasSize(1);
        TopicPermissions topics = new TopicPermissions("amq.topic", "x", "y");
        client.updateTopicPermissions("/", "alice", topics);
        assertThat(client.getTopicPermissions("/", "alice")).hasSize(1);
        client.clearTopicPermissions("/", "alice");
        assertThat(client.getTopicPermissionsOf("alice")).isEmpty();
        Client hers = client("alice", "secret");
        assertThat(hers.getNodes()).hasSize(1);
        assertThatThrownBy(hers::getUsers).isInstanceOf(HttpClientException.class);
        client.clearPermissions("/", "alice");
        assertThat(client.getPermissions("/", "alice")).isNull();
        client.deleteUser("alice");
        assertThat(client.getUser("alice")).isNull();
    }

    @Test
    void policiesAndLimits() {
        client.declarePolicy("/", "p", new PolicyInfo("^a", 1, "queues", Map.of("max-length", 10)));
        assertThat(client.getPolicies("/")).extracting(PolicyInfo::getPattern).containsExactly("^a");
        client.declareOperatorPolicy("/", "o", new PolicyInfo("^b", 1, "queues", Map.of("expires", 10_000)));
        assertThat(client.getOperatorPolicies()).hasSize(1);
        client.deletePolicy("/", "p");
        assertThat(client.getPolicies()).isEmpty();
        client.limitMaxNumberOfQueues("/", 5);
        assertThat(client.getVhostLimits("/").getMaxQueues()).isEqualTo(5);
        client.clearMaxQueuesLimit("/");
        client.setMqttPortToVhostMapping(Map.of(1883, "/"));
        assertThat(client.getMqttPortToVhostMapping().getValue()).containsEntry(1883, "/");
        client.setClusterName("mine");
        assertThat(client.getClusterName().getName()).isEqualTo("mine");
    }

    @Test
    void definitions() {
        Definitions definitions = client.getDefinitions();
        assertThat(definitions.getServerVersion()).isEqualTo("4.3.5");
        assertThat(definitions.getUsers()).extracting("name").containsExactly("guest");
        assertThat(definitions.getVhosts()).extracting("name").containsExactly("/");
    }
}
