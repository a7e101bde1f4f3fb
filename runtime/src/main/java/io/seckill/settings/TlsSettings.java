package io.seckill.settings;

import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

/**
 * Mutual TLS by PEM files: all three, or none for plain text.
 *
 * @param certificate this process's certificate chain
 * @param key its private key, PKCS#8
 * @param trust the authorities whose certificates the other side may show
 */
public record TlsSettings(String certificate, String key, String trust) {
    /** Refuses one file without the others. */
    public TlsSettings {
        boolean all = !certificate.isEmpty() && !key.isEmpty() && !trust.isEmpty();
        boolean none = certificate.isEmpty() && key.isEmpty() && trust.isEmpty();
        if (!all && !none) {
            throw new IllegalArgumentException("certificate, key and trust go together: set all three or none");
        }
    }

    /** Whether TLS is on. */
    public boolean on() {
        return !certificate.isEmpty();
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
