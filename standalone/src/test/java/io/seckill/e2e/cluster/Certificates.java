package io.seckill.e2e.cluster;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.seckill.net.TlsSettings;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** An authority and what it issues for this machine's loopback, in PEM files of one folder. */
public final class Certificates {
    private final Path folder;
    private final X509Bundle authority;

    /** A new authority that writes to {@code folder}. */
    public Certificates(Path folder) throws Exception {
        this.folder = folder;
        this.authority = new CertificateBuilder()
                .ecp256()
                .subject("CN=authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    /** Issues a certificate to {@code name}, over what was issued to it before. It trusts this authority. */
    public TlsSettings issue(String name) throws Exception {
        return issue(name, this);
    }

    /** The same, of one that trusts {@code trusted}. */
    public TlsSettings issue(String name, Certificates trusted) throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .ecp256()
                .subject("CN=" + name)
                .addSanIpAddress("127.0.0.1")
                .addSanIpAddress("::1")
                .buildIssuedBy(authority);
        return new TlsSettings(
                write(name + ".crt", bundle.getCertificatePathPEM()),
                write(name + ".key", bundle.getPrivateKeyPEM()),
                write(name + "-trust.crt", trusted.pem()));
    }

    /** The authority's own certificate. */
    public String pem() {
        return authority.getCertificatePEM();
    }

    /** A connection to {@code port} of this machine, yet to shake hands, that believes any certificate. */
    public static SSLSocket socket(int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        return (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    }

    /** The number of the certificate that a new connection to {@code port} is shown. */
    public static BigInteger serialAt(int port) {
        try (SSLSocket socket = socket(port)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private String write(String file, String text) throws IOException {
        return Files.writeString(folder.resolve(file), text).toString();
    }

    /** Settings of {@code section} for a process that shows {@code tls} and has the other side show one too. */
    public static String[] mutual(String section, TlsSettings tls) {
        String[] own = server(section, tls);
        return new String[] {own[0], own[1], section + ".trust=" + tls.trust()};
    }

    /** Settings of {@code section} for a server that shows {@code tls}. */
    public static String[] server(String section, TlsSettings tls) {
        return new String[] {section + ".certificate=" + tls.certificate(), section + ".key=" + tls.key()};
    }
}
