// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.config.Configuration;
import io.leveret.config.OAuth;
import io.leveret.config.Sources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TokenScopesTest {
    @Test
    void scopesAreATextOrAList() throws Exception {
        Map<String, Object> text = Map.of("scope", "rabbitmq.read:*/*  other.write:*/* rabbitmq.tag:monitoring");
        Map<String, Object> list = Map.of("scope", List.of("rabbitmq.read:*/*", "openid", "rabbitmq.tag:monitoring"));
        assertThat(TokenScopes.of(text, settings())).containsExactly("read:*/*", "tag:monitoring");
        assertThat(TokenScopes.of(list, settings())).containsExactly("read:*/*", "tag:monitoring");
        assertThat(TokenScopes.tags(TokenScopes.of(list, settings()))).containsExactly("monitoring");
    }

    @Test
    void otherClaimsMayHoldScopes() throws Exception {
        OAuth.ResourceServer settings = settings("additional_scopes_key=roles realm.access");
        Map<String, Object> claims = Map.of(
                "roles", List.of("rabbitmq.write:a/b"),
                "realm", Map.of("access", Map.of("rabbitmq", "read:a/b configure:a/b")),
                "authorization", Map.of("permissions", List.of(Map.of("scopes", List.of("rabbitmq.tag:management")))));
        assertThat(TokenScopes.of(claims, settings))
                .containsExactlyInAnyOrder("write:a/b", "read:a/b", "configure:a/b", "tag:management");
    }

    @Test
    void anAliasStandsForScopes() throws Exception {
        OAuth.ResourceServer settings = settings(
                "scope_aliases.admin=rabbitmq.tag:administrator rabbitmq.read:*/*",
                "scope_aliases.1.alias=api://developer.All",
                "scope_aliases.1.scope=rabbitmq.write:*/*");
        assertThat(TokenScopes.of(Map.of("scope", "admin api://developer.All"), settings))
                .containsExactlyInAnyOrder("tag:administrator", "read:*/*", "write:*/*");
    }

    @Test
    void richAuthorizationBecomesScopes() throws Exception {
        OAuth.ResourceServer settings = settings("resource_server_type=broker");
        List<Map<String, Object>> details = List.of(
                Map.of(
                        "type", "broker",
                        "locations", List.of("cluster:rabbit*/vhost:v/queue:q", "cluster:other/vhost:x"),
                        "actions", List.of("read", "monitoring", "fly")),
                Map.of("type", "another", "locations", "cluster:rabbitmq", "actions", "write"));
        assertThat(TokenScopes.of(Map.of("authorization_details", details), settings))
                .containsExactlyInAnyOrder("read:v/q/*", "tag:monitoring");
    }

    @ParameterizedTest
    @CsvSource({
        "*, anything, true",
        "a*, abc, true",
        "a*, ba, false",
        "*c, abc, true",
        "a*c*e, abcde, true",
        "a*c*e, ace, true",
        "a*c*e, aec, false",
        "ab*ba, aba, false",
        "%2F, /, true",
        "a%2Ab, a*b, true",
        "a%2Ab, axb, false",
        "a, ab, false"
    })
    void wildcards(String pattern, String text, boolean matches) {
        assertThat(Wildcard.of(pattern).matches(text)).isEqualTo(matches);
    }

    @Test
    void aScopeGrantsWhatItSays() {
        Scope scope = Scope.parse("write:%2F/logs*/eu.*");
        assertThat(scope.opens("/")).isTrue();
        assertThat(scope.opens("x")).isFalse();
        assertThat(scope.allows(Permission.WRITE, Resource.exchange("/", "logs.all")))
                .isTrue();
        assertThat(scope.allows(Permission.READ, Resource.exchange("/", "logs.all")))
                .isFalse();
        assertThat(scope.allows(new TopicUse("/", "logs", "eu.fi", Permission.WRITE)))
                .isTrue();
        assertThat(scope.allows(new TopicUse("/", "logs", "us.ca", Permission.WRITE)))
                .isFalse();
        assertThat(Scope.parse("write:%2F/logs").allows(new TopicUse("/", "logs", "eu.fi", Permission.WRITE)))
                .isFalse();
        assertThat(Scope.parse("tag:administrator")).isNull();
        assertThat(Scope.parse("write:a")).isNull();
        assertThat(Scope.parse("write:%zz/a")).isNull();
    }

    @Test
    void variablesAreFilledIn() {
        Map<String, Object> claims = Map.of("sub", "joe", "n", 5);
        assertThat(ScopeVariables.resolve("read:{vhost}/{sub}-{n}-{none}", "v", claims))
                .isEqualTo("read:v/joe-n-none");
    }

    private static OAuth.ResourceServer settings(String... sets) throws Exception {
        List<String> all = new ArrayList<>(List.of("auth_oauth2.resource_server_id=rabbitmq"));
        for (String set : sets) {
            all.add("auth_oauth2." + set);
        }
        return Configuration.load(new Sources(Map.of(), null, all))
                .settings()
                .authentication()
                .backEnds()
                .oauth()
                .resourceServers()
                .get(0);
    }
}
