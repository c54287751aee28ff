// SPDX-License-Identifier: Apache-2.0
package io.leveret.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Certificates and private keys out of PEM files (RFC 7468), in the forms that OpenSSL writes. */
final class Pem {
    private static final Pattern SECTION =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    private Pem() {}

    /** All certificates of the file, in its order. */
    static List<Certificate> certificates(Path file) throws IOException {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<Certificate> certificates = new ArrayList<>();
            Matcher section = SECTION.matcher(text(file));
            while (section.find()) {
                if (section.group(1).endsWith("CERTIFICATE")) {
                    certificates.add(
                            factory.generateCertificate(new ByteArrayInputStream(bytes(file, section.group(2)))));
                }
            }
            if (certificates.isEmpty()) {
                throw new IOException(file + " holds no certificate in PEM form");
            }
            return certificates;
        } catch (CertificateException e) {
            throw new IOException(file + " holds a certificate that cannot be read: " + e.getMessage(), e);
        }
    }

    /** The first private key of the file. */
    static PrivateKey key(Path file, @Nullable String password) throws IOException {
        Matcher section = SECTION.matcher(text(file));
        try {
            while (section.find()) {
                String kind = section.group(1);
                if (kind.endsWith("PRIVATE KEY")) {
                    return key(file, kind, bytes(file, section.group(2)), password);
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + " holds a private key that cannot be read: " + e.getMessage(), e);
        }
        throw new IOException(file + " holds no private key in PEM form");
    }

    private static PrivateKey key(Path file, String kind, byte[] bytes, @Nullable String password)
            throws IOException, GeneralSecurityException {
        return switch (kind) {
            case "PRIVATE KEY" -> pkcs8(bytes);
            case "RSA PRIVATE KEY" -> pkcs8(TraditionalKey.ofRsa(bytes));
            case "EC PRIVATE KEY" -> pkcs8(TraditionalKey.ofEc(bytes));
            case "ENCRYPTED PRIVATE KEY" -> decrypted(file, bytes, password);
            default -> throw new IOException(file + " holds a private key of a kind that is not known: " + kind);
        };
    }

    private static PrivateKey pkcs8(byte[] bytes) throws GeneralSecurityException {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(bytes);
        for (String algorithm : List.of("RSA", "EC", "EdDSA", "RSASSA-PSS")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // of another kind
            }
        }
        throw new InvalidKeySpecException("it is neither RSA nor EC nor EdDSA");
    }

    private static PrivateKey decrypted(Path file, byte[] bytes, @Nullable String password)
            throws IOException, GeneralSecurityException {
        if (password == null) {
            throw new IOException(file + " is encrypted, and no password is set");
        }
        EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(bytes);
        // what PBES2 really is, is in its parameters
        String algorithm = encrypted.getAlgName().equals("PBES2")
                ? encrypted.getAlgParameters().toString()
                : encrypted.getAlgName();
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.DECRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray())),
                encrypted.getAlgParameters());
        return pkcs8(encrypted.getKeySpec(cipher).getEncoded());
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(Path file, String base64) throws IOException {
        if (base64.contains("DEK-Info")) {
            throw new IOException(file + " is encrypted in OpenSSL's old form; convert it with openssl pkcs8 -topk8");
        }
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is not valid PEM: " + e.getMessage(), e);
        }
    }
}
