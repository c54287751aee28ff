// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import io.leveret.config.Settings.Authentication.CertificateLogin;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** The user name in a client's certificate, for the mechanism EXTERNAL ({@code ssl_cert_login_from}). */
public final class CertificateName {
    /** Attribute types that RFC 4514 has no short name for, as RabbitMQ writes them. */
    private static final Map<String, String> SHORT_NAMES = Map.of(
            "2.5.4.4", "SN",
            "2.5.4.5", "SERIALNUMBER",
            "2.5.4.12", "T",
            "2.5.4.42", "GIVENNAME",
            "2.5.4.43", "INITIALS",
            "2.5.4.46", "DNQUALIFIER",
            "2.5.4.65", "PSEUDONYM",
            "1.2.840.113549.1.9.1", "EMAIL");

    private static final Map<String, Integer> SAN_TYPES =
            Map.of("other_name", 0, "email", 1, "dns", 2, "uri", 6, "ip", 7);

    private CertificateName() {}

    /** Null if the certificate does not have what names a user. */
    public static @Nullable String of(X509Certificate certificate, CertificateLogin login) {
        return switch (login.from()) {
            case DISTINGUISHED_NAME -> distinguished(certificate.getSubjectX500Principal());
            case COMMON_NAME -> common(certificate.getSubjectX500Principal());
            case SUBJECT_ALTERNATIVE_NAME -> alternative(certificate, login);
        };
    }

    /** As in {@code CN=client,O=Example}: the most specific part first (RFC 4514). */
    public static String distinguished(X500Principal subject) {
        return subject.getName(X500Principal.RFC2253, SHORT_NAMES);
    }

    private static @Nullable String common(X500Principal subject) {
        List<String> names = new ArrayList<>();
        try {
            for (Rdn part : new LdapName(subject.getName(X500Principal.RFC2253)).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    names.add(String.valueOf(part.getValue()));
                }
            }
        } catch (InvalidNameException e) {
            return null;
        }
        return names.isEmpty() ? null : String.join(",", names);
    }

    private static @Nullable String alternative(X509Certificate certificate, CertificateLogin login) {
        Integer type = SAN_TYPES.get(login.sanType());
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            if (all != null) {
                for (List<?> one : all) {
                    if (one.get(0).equals(type) && one.get(1) instanceof String name) {
                        names.add(name);
                    }
                }
            }
        } catch (CertificateParsingException e) {
            return null;
        }
        return login.sanIndex() < names.size() ? names.get(login.sanIndex()) : null;
    }
}
