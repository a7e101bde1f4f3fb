package io.seckill.net;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PEM files of {@link TlsSettings}, followed while the process runs: certificates are renewed every few weeks.
 *
 * <p>Files that change are taken once they have looked the same twice, since the three are seldom replaced in one step. What cannot
 * be used leaves everything as it was, and is said once.
 */
public final class TlsFiles {
    /** How often the files are looked at. */
    public static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(TlsFiles.class);

    /** What the files hold, read as a whole. */
    public record Content(Buffer certificate, Buffer key, Buffer trust) {
        /** What this process shows. */
        public PemKeyCertOptions identity() {
            return new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key);
        }

        /** Whom this process believes. */
        public PemTrustOptions trusted() {
            return new PemTrustOptions().addCertValue(trust);
        }
    }

    private final Vertx vertx;
    private final TlsSettings settings;
    private final Function<Content, Future<?>> user;
    private @Nullable Content inUse; // of the worker that looks; one does at a time
    private @Nullable Content seen; // of the same
    private String trouble = ""; // of the context that follows

    private TlsFiles(Vertx vertx, TlsSettings settings, Function<Content, Future<?>> user) {
        this.vertx = vertx;
        this.settings = settings;
        this.user = user;
    }

    /** Has {@code server}, which listens by {@code options}, and those that share its port show and believe what the files hold then. */
    public static void follow(Vertx vertx, TlsSettings settings, HttpServer server, HttpServerOptions options) {
        if (settings.on()) {
            follow(vertx, settings, LOOK_EVERY, files -> {
                ServerSSLOptions renewed = options.getSslOptions().copy().setKeyCertOptions(files.identity());
                return server.updateSSLOptions(settings.mutual() ? renewed.setTrustOptions(files.trusted()) : renewed);
            });
        }
    }

    /** Looks at the files every {@code interval} until {@code vertx} closes, and gives what has changed and is good to {@code user}. */
    public static void follow(Vertx vertx, TlsSettings settings, Duration interval, Function<Content, Future<?>> user) {
        TlsFiles files = new TlsFiles(vertx, settings, user);
        vertx.setPeriodic(
                0,
                interval.toMillis(),
                tick -> files.look().onComplete(done -> files.rememberTrouble(""), files::tell));
    }

    private Future<?> look() {
        return vertx.executeBlocking(this::changed).compose(changed -> {
            if (changed == null) {
                return Future.succeededFuture();
            }
            return user.apply(changed)
                    .onSuccess(used ->
                            log.info("the certificates have changed and are in use: {}", settings.certificate()));
        });
    }

    /** What is to be used from now on; null where that is what is in use. The first look only remembers. */
    private @Nullable Content changed() throws Exception {
        Buffer trust = settings.mutual() ? read(settings.trust()) : Buffer.buffer();
        Content now = new Content(read(settings.certificate()), read(settings.key()), trust);
        boolean settled = now.equals(seen);
        seen = now;
        if (inUse == null) {
            inUse = now;
        }
        if (now.equals(inUse) || !settled) {
            return null;
        }
        now.identity().getKeyManagerFactory(vertx);
        if (settings.mutual()) {
            now.trusted().getTrustManagerFactory(vertx);
        }
        inUse = now;
        return now;
    }

    private static Buffer read(String file) throws IOException {
        try {
            return Buffer.buffer(Files.readAllBytes(Path.of(file)));
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": there is no such file", e);
        }
    }

    private void tell(Throwable failure) {
        String why = String.valueOf(failure.getMessage()).lines().findFirst().orElse("unreadable");
        if (!why.equals(trouble)) {
            log.warn("the certificates stay as they were: {}", why);
        }
        rememberTrouble(why);
    }

    private void rememberTrouble(String why) {
        trouble = why;
    }
}
