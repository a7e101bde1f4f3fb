package io.seckill.gateway.auth;

import io.seckill.gateway.settings.IdentitySettings;
import io.seckill.settings.SettingsException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys that are believed now. Follows their files or server; what cannot be used leaves the keys as they were. Safe for all threads. */
final class TrustedKeys {
    private static final Logger log = LoggerFactory.getLogger(TrustedKeys.class);

    private final KeyFiles files;
    private volatile Keys current;

    /** Why the files were no use when they were last looked at; null where they were. */
    private volatile @Nullable String trouble;

    /** What the current keys were read from. */
    private List<Buffer> seen;

    private Future<?> renewal = Future.succeededFuture();

    private TrustedKeys(KeyFiles files, List<Buffer> seen) throws IOException {
        this.files = files;
        this.seen = seen;
        this.current = files.parse(seen);
    }

    /** Reads the keys; blocks. Throws {@link SettingsException} where that fails. */
    static TrustedKeys load(IdentitySettings settings, InstantSource clock, LongSupplier nanoTime) {
        KeyFiles files = new KeyFiles(settings, clock, nanoTime);
        try {
            return new TrustedKeys(files, files.read());
        } catch (IOException e) {
            throw new SettingsException("gateway.identity: " + e.getMessage(), e);
        }
    }

    /** Looks at the files every {@code millis} from now on, never on an event loop. */
    void follow(Vertx vertx, long millis) {
        vertx.setPeriodic(millis, turn -> look(vertx));
    }

    private Future<?> look(Vertx vertx) {
        return vertx.executeBlocking(() -> {
                    refresh();
                    return null;
                })
                .onFailure(failure -> log.error("looking for new keys failed", failure));
    }

    /** Asks the server of keys anew, if there is one and it may be asked again; completes when that is done. */
    synchronized Future<?> renew(Vertx vertx) {
        if (renewal.isComplete()) {
            files.askSooner();
            renewal = look(vertx);
        }
        return renewal;
    }

    /** Takes the files as they are now, if they are new and good; blocks. */
    void refresh() {
        synchronized (files) { // not on this, for which event loops wait
            readAgain();
        }
    }

    private void readAgain() {
        try {
            List<Buffer> content = files.read();
            if (!content.equals(seen)) {
                current = files.parse(content);
                seen = content;
                log.info("the keys have changed: {} are trusted now", current.count());
            }
            trouble = null;
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            if (!why.equals(trouble)) {
                log.warn("the keys stay as they were: {}", why);
            }
            trouble = why;
        }
    }

    /** The keys; replaced as a whole. */
    Keys current() {
        return current;
    }

    /** Whether the keys are those in the files, or of the server. */
    boolean areUpToDate() {
        return trouble == null;
    }
}
