package io.seckill.gateway.http;

import io.seckill.settings.SettingsException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;

/** Opens ports so that one which cannot be opened is reported by the name of its setting. */
public final class HttpServers {
    private HttpServers() {}

    /**
     * Lets {@code server} listen as {@code options} say.
     *
     * @param setting the group of settings that names host and port
     * @return fails with {@link SettingsException} where the port is taken or the host is not this machine's
     */
    public static Future<HttpServer> listen(HttpServer server, HttpServerOptions options, String setting) {
        return server.listen()
                .recover(failure -> Future.failedFuture(new SettingsException(
                        "cannot listen on " + options.getHost() + ":" + Math.max(0, options.getPort()) + " (" + setting
                                + "): " + failure.getMessage(),
                        failure)));
    }
}
