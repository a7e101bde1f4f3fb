package io.seckill.net;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.List;

/**
 * TLS by PEM files, or plain text where there are none.
 *
 * @param certificate this process's certificate chain
 * @param key its private key, PKCS#8
 * @param trust the authorities whose certificates the other side must show; empty where it need not show any
 */
public record TlsSettings(String certificate, String key, String trust) {
    /** Those with forward secrecy and authenticated encryption: all of TLS 1.3, and what TLS 1.2 has of them (RFC 9325). */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** Refuses one file without those that it needs. */
    public TlsSettings {
        if (certificate.isEmpty() != key.isEmpty()) {
            throw new IllegalArgumentException("certificate and key go together: set both or none");
        }
        if (certificate.isEmpty() && !trust.isEmpty()) {
            throw new IllegalArgumentException("trust is of no use without certificate and key: set all three");
        }
    }

    /** Whether TLS is on. */
    public boolean on() {
        return !certificate.isEmpty();
    }

    /** Whether the other side must show a certificate. */
    public boolean mutual() {
        return !trust.isEmpty();
    }

    /** These settings, where they are for two who both show certificates; refuses TLS by which one does not. */
    public TlsSettings mutualOrNone() {
        if (on() && !mutual()) {
            throw new IllegalArgumentException("certificate, key and trust go together: set all three or none");
        }
        return this;
    }

    /** Has a server of {@code options} speak HTTP/1.1 and HTTP/2 over TLS 1.2 and 1.3, if TLS is on. */
    public HttpServerOptions serve(HttpServerOptions options) {
        if (on()) {
            options.setSsl(true).setUseAlpn(true).setKeyCertOptions(identity());
            CIPHERS.forEach(options::addEnabledCipherSuite);
        }
        if (mutual()) {
            options.setTrustOptions(trusted()).setClientAuth(ClientAuth.REQUIRED);
        }
        return options;
    }

    /** What this process shows. */
    public PemKeyCertOptions identity() {
        return new PemKeyCertOptions().setCertPath(certificate).setKeyPath(key);
    }

    /** Whom this process believes. */
    public PemTrustOptions trusted() {
        return new PemTrustOptions().addCertPath(trust);
    }
}
