// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import io.leveret.config.Settings.Authentication;
import io.leveret.config.Settings.Authentication.CertificateLogin;
import io.leveret.config.Settings.Authentication.PasswordRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The part of the record tree that says how clients prove who they are. */
final class AuthenticationReader {
    private static final String ANONYMOUS = "ANONYMOUS";

    private static final Map<String, String> MECHANISMS = SettingsReader.inOrder(
            "PLAIN",
            "PLAIN",
            "AMQPLAIN",
            "AMQPLAIN",
            ANONYMOUS,
            ANONYMOUS,
            "EXTERNAL",
            "EXTERNAL",
            "RABBIT-CR-DEMO",
            "RABBIT-CR-DEMO");

    private static final Map<String, String> HASHING = Map.of(
            "rabbit_password_hashing_sha256", "sha256",
            "rabbit_password_hashing_sha512", "sha512",
            "rabbit_password_hashing_md5", "md5");

    private static final Map<String, CertificateLogin.From> CERTIFICATE_PARTS = Map.of(
            "distinguished_name", CertificateLogin.From.DISTINGUISHED_NAME,
            "common_name", CertificateLogin.From.COMMON_NAME,
            "subject_alternative_name", CertificateLogin.From.SUBJECT_ALTERNATIVE_NAME,
            "subject_alt_name", CertificateLogin.From.SUBJECT_ALTERNATIVE_NAME);

    private static final Map<String, String> SAN_TYPES = SettingsReader.inOrder(
            "dns", "dns", "ip", "ip", "email", "email", "uri", "uri", "other_name", "other_name");

    private static final String NO_RULE = "rabbit_credential_validator_accept_everything";
    private static final String LENGTH_RULE = "rabbit_credential_validator_min_password_length";
    private static final String PATTERN_RULE = "rabbit_credential_validator_password_regexp";
    private static final Map<String, String> RULES = SettingsReader.inOrder(
            NO_RULE, NO_RULE,
            LENGTH_RULE, LENGTH_RULE,
            PATTERN_RULE, PATTERN_RULE);

    private final Given given;
    private final Authentication defaults;

    AuthenticationReader(Given given, Authentication defaults) {
        this.given = given;
        this.defaults = defaults;
    }

    Authentication read() throws ConfigurationException {
        List<String> mechanisms = mechanisms();
        String anonymousUser = anonymousUser(mechanisms);
        if (anonymousUser == null) {
            mechanisms.remove(ANONYMOUS);
        } else if (!mechanisms.contains(ANONYMOUS)) {
            mechanisms.add(ANONYMOUS);
        }
        return new Authentication(
                List.copyOf(mechanisms),
                anonymousUser,
                anonymousUser == null ? null : secret(given, "anonymous_login_pass", "guest"),
                given.oneOf("password_hashing_module", defaults.passwordHashing(), HASHING),
                passwordRule(),
                certificateLogin(),
                new BackEndsReader(given).read());
    }

    private CertificateLogin certificateLogin() throws ConfigurationException {
        CertificateLogin byDefault = defaults.certificateLogin();
        return new CertificateLogin(
                given.oneOf("ssl_cert_login_from", byDefault.from(), CERTIFICATE_PARTS),
                given.oneOf("ssl_cert_login_san_type", byDefault.sanType(), SAN_TYPES),
                given.integer("ssl_cert_login_san_index", byDefault.sanIndex(), 0, Integer.MAX_VALUE));
    }

    private List<String> mechanisms() throws ConfigurationException {
        List<String> mechanisms = new ArrayList<>();
        for (Setting setting : new TreeMap<>(given.family("auth_mechanisms")).values()) {
            mechanisms.add(Given.oneOf(setting, MECHANISMS));
        }
        if (mechanisms.isEmpty()) {
            for (String mechanism : defaults.mechanisms()) {
                mechanisms.add(mechanism);
                given.byDefault("auth_mechanisms." + mechanisms.size(), mechanism);
            }
        }
        return mechanisms;
    }

    // Unlike RabbitMQ, nobody gets in without a name unless the operator says so, with either of the two keys.
    private @Nullable String anonymousUser(List<String> mechanisms) {
        String user = given.text("anonymous_login_user", mechanisms.contains(ANONYMOUS) ? "guest" : "none");
        return user.equals("none") ? null : user;
    }

    private PasswordRule passwordRule() throws ConfigurationException {
        String rule = given.oneOf("credential_validator.validation_backend", NO_RULE, RULES);
        int lengthMin = given.integer("credential_validator.min_length", 0, 0, Integer.MAX_VALUE);
        String pattern = given.optionalText("credential_validator.regexp");
        return new PasswordRule(
                rule.equals(LENGTH_RULE) ? lengthMin : null, rule.equals(PATTERN_RULE) ? pattern : null);
    }

    static String secret(Given given, String key, String whenMissing) throws ConfigurationException {
        Setting setting = given.find(key);
        if (setting != null && setting.value().startsWith("encrypted:")) {
            throw setting.refused("encrypted values cannot be read");
        }
        return given.text(key, whenMissing);
    }
}
