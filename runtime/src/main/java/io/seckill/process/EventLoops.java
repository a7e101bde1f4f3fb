package io.seckill.process;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The event loops of a process, which need no folder for temporary files. */
public final class EventLoops {
    private static final Logger log = LoggerFactory.getLogger(EventLoops.class);

    private EventLoops() {}

    /** Makes {@code count} of them; with Netty's native transport where it can be loaded. */
    public static Vertx start(int count) {
        Vertx vertx = Vertx.vertx(options(count).setPreferNativeTransport(true));
        Throwable missing = vertx.unavailableNativeTransportCause();
        if (missing != null) {
            log.info("the native transport cannot be loaded, Java's own is used: {}", Causes.inOneLine(missing));
        }
        return vertx;
    }

    /** For {@code count} of them, on a transport that is up to the caller. */
    public static VertxOptions options(int count) {
        return new VertxOptions()
                .setEventLoopPoolSize(count)
                // Would unpack files of the class path into a folder, and fail where none can be written.
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
    }
}
