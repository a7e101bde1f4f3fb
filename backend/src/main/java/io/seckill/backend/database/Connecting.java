package io.seckill.backend.database;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.PoolOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The one place that maps settings to clients of PostgreSQL. */
public final class Connecting {
    /** Allowance for opening a connection: a few round trips. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /** The same with the server's part, for the migration. */
    private static final Duration LOGIN_TIMEOUT = Duration.ofSeconds(10);

    private static final int STATEMENTS_CACHED = 32;

    private Connecting() {}

    /** Options of a pool of {@code size}: a wait for a connection ends no sooner than the wait for the answer. */
    public static PoolOptions pool(PostgresSettings settings, int size) {
        int seconds = (int) settings.longestAnswer().plusSeconds(1).toSeconds();
        return new PoolOptions().setMaxSize(size).setConnectionTimeout(seconds);
    }

    /** How a session begins, as {@code applicationName}. */
    public static PgConnectOptions session(PostgresSettings settings, String applicationName) {
        PgConnectOptions options = new PgConnectOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setDatabase(settings.database())
                .setUser(settings.user())
                .setPassword(settings.password())
                .setSslMode(SslMode.of(settings.sslMode()))
                .setSslOptions(tls(settings))
                .setUseLayer7Proxy(settings.pooler());
        options.setCachePreparedStatements(!settings.pooler()).setPreparedStatementCacheMaxSize(STATEMENTS_CACHED);
        Map<String, String> parameters = new HashMap<>(Map.of("application_name", applicationName));
        if (!settings.pooler()) { // which would refuse it, or pass over it in silence
            parameters.put(
                    "statement_timeout",
                    Long.toString(settings.statementTimeout().toMillis()));
        }
        options.setProperties(parameters);
        return options;
    }

    private static ClientSSLOptions tls(PostgresSettings settings) {
        ClientSSLOptions options = new ClientSSLOptions();
        if (settings.sslRootCert().isEmpty()) {
            return options.setTrustAll(true).setHostnameVerificationAlgorithm("");
        }
        options.setTrustOptions(new PemTrustOptions().addCertPath(settings.sslRootCert()));
        return options.setHostnameVerificationAlgorithm(settings.sslMode().equals("verify-full") ? "HTTPS" : "");
    }

    /**
     * Sets, for the transaction in which it is called, what correctness hangs on. Not at the start of a session: a pooler
     * passes over that, or hands the session to somebody else, and the tables would be looked for in another schema.
     */
    public static String local(PostgresSettings settings) {
        return "set_config('search_path', '" + settings.schema() + "', true), set_config('lock_timeout', '"
                + settings.lockTimeout().toMillis() + "', true), set_config('synchronous_commit', case when"
                + " current_setting('synchronous_commit') in ('off', 'local') then 'on'"
                + " else current_setting('synchronous_commit') end, true)";
    }

    /** The same server for JDBC. */
    static String jdbcUrl(PostgresSettings settings) {
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        String url = "jdbc:postgresql://" + host + ":" + settings.port() + "/" + encoded(settings.database())
                + "?sslmode=" + settings.sslMode() + "&ApplicationName=seckill-migration&connectTimeout="
                + CONNECT_TIMEOUT.toSeconds() + "&loginTimeout=" + LOGIN_TIMEOUT.toSeconds() + "&tcpKeepAlive=true";
        String trusting = settings.sslRootCert().isEmpty() ? "" : "&sslrootcert=" + encoded(settings.sslRootCert());
        return url + trusting + (settings.pooler() ? "&prepareThreshold=0" : "");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
