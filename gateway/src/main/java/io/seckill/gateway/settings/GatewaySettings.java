package io.seckill.gateway.settings;

import io.seckill.http.AllowedOrigins;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import io.seckill.net.HostPort;
import io.seckill.net.Networks;
import io.seckill.net.TlsSettings;
import io.seckill.process.LogSettings;
import io.seckill.settings.Check;
import io.seckill.tracing.TracingSettings;
import io.seckill.warm.WarmUp;
import java.time.Duration;
import java.util.List;

/**
 * Everything that can be set about a gateway; {@code gateway.yaml} documents each value and holds its default.
 *
 * @param warmUp how long the code is run before the gateway is ready; zero: not at all
 * @param http where buyers come in
 * @param management where operators do
 * @param identity how callers say who they are
 * @param callback where backends deliver
 * @param kafka the cluster
 * @param topics the topics on it
 * @param publish how commands are appended
 * @param purchase what a buyer may ask for
 * @param orders what becomes of orders
 * @param pending the pending map's bounds
 * @param admission who may still join a line
 * @param rate how fast one user, or one device, may ask
 * @param events the streams of those who watch their place in line
 * @param ordersTable where operators' lists of orders come from
 * @param drain how a stop goes
 * @param log what is logged
 * @param tracing what is traced
 */
public record GatewaySettings(
        Duration warmUp,
        Http http,
        Management management,
        IdentitySettings identity,
        Callback callback,
        KafkaSettings kafka,
        TopicSettings topics,
        Publish publish,
        Purchase purchase,
        Orders orders,
        Pending pending,
        AdmissionBounds admission,
        Rate rate,
        Events events,
        OrdersTableSettings ordersTable,
        Drain drain,
        LogSettings log,
        TracingSettings tracing) {

    /** The section of the settings. */
    public static final String SECTION = "gateway";

    /** The defaults on the class path. */
    public static final String DEFAULTS = "gateway.yaml";

    private static final Duration ZERO = Duration.ZERO;

    /** Checks what holds between groups. */
    public GatewaySettings {
        Check.range("warmUp", warmUp, ZERO, WarmUp.LONGEST);
        if (http.idleTimeout().compareTo(purchase.maxWait()) <= 0) {
            throw new IllegalArgumentException(
                    "http.idleTimeout must be longer than purchase.maxWait, or held answers are cut off");
        }
    }

    /** Whether a buyer may confirm an order; else only a service may. */
    public boolean buyersConfirm() {
        return orders.confirmBy().equals("auto")
                ? !identity.byToken()
                : orders.confirmBy().equals("buyer");
    }

    /** How long a line may be that a purchase is let into: past its time to live it would wait in vain. */
    public Duration longestBacklogWait() {
        Duration wished = admission.maxPredictedWait();
        return wished.compareTo(purchase.timeToLive()) < 0 ? wished : purchase.timeToLive();
    }

    /** The public listener. Bytes and counts; {@code loops} 0 means one per core. */
    public record Http(
            String host,
            int port,
            int loops,
            int maxConnections,
            Duration idleTimeout,
            int maxHeaderBytes,
            int maxStreams,
            List<String> trustedProxies,
            List<String> allowedOrigins,
            boolean accessLog,
            TlsSettings tls) {
        /** Checks the bounds. */
        public Http {
            trustedProxies = List.copyOf(trustedProxies);
            allowedOrigins = List.copyOf(allowedOrigins);
            Networks.of("trustedProxies", trustedProxies);
            AllowedOrigins.of(allowedOrigins);
            Check.text("host", host);
            Check.port("port", port);
            Check.range("loops", loops, 0, 64);
            Check.range("maxConnections", maxConnections, 1, 1_000_000);
            Check.range("idleTimeout", idleTimeout, Duration.ofSeconds(1), Duration.ofHours(1));
            Check.range("maxHeaderBytes", maxHeaderBytes, 1 << 10, 1 << 16);
            Check.range("maxStreams", maxStreams, 1, 10_000);
        }

        /** The number of event loops on this machine. */
        public int effectiveLoops() {
            return loops > 0 ? loops : Runtime.getRuntime().availableProcessors();
        }
    }

    /** The operators' listener. */
    public record Management(String host, int port, TlsSettings tls) {
        /** Checks the bounds. */
        public Management {
            Check.text("host", host);
            Check.port("port", port);
        }
    }

    /** The backends' listener; {@code advertised} empty means host and port of the listener itself. */
    public record Callback(String host, int port, String advertised, TlsSettings tls) {
        /** Checks the bounds, and that there is an address which a backend can dial: without one, every answer would be lost. */
        public Callback {
            tls.mutualOrNone();
            Check.port("port", port);
            if (!HostPort.isHost(host)) {
                throw new IllegalArgumentException(
                        "host must be a name or an IP address without brackets, but is " + host);
            }
            if (advertised.isEmpty()) {
                if (HostPort.isWildcard(host)) {
                    throw new IllegalArgumentException("host is " + host
                            + ", which no backend can dial: set advertised to this gateway's own address and port");
                }
            } else {
                checkAdvertised(advertised);
            }
        }

        private static void checkAdvertised(String advertised) {
            HostPort address = HostPort.parse(advertised);
            if (address == null) {
                throw new IllegalArgumentException("advertised must be host:port, such as gw-1:9090 or [fd00::12]:9090,"
                        + " its port 1 to 65535, or empty, but is " + advertised);
            }
            if (HostPort.isWildcard(address.host())) {
                throw new IllegalArgumentException(
                        "advertised is " + advertised + ", which no backend can dial: name this gateway's own address");
            }
        }

        /** The {@code host:port} that backends dial where the callback listens on {@code boundPort}. */
        public String replyTo(int boundPort) {
            return advertised.isEmpty() ? new HostPort(host, boundPort).toString() : advertised;
        }
    }

    /** The append's bounds in time. */
    public record Publish(Duration linger, Duration deliveryTimeout) {
        private static final Duration ATTEMPT = Duration.ofSeconds(1);

        /** Checks the bounds. */
        public Publish {
            Check.range("deliveryTimeout", deliveryTimeout, Duration.ofMillis(100), Duration.ofMinutes(1));
            Check.range("linger", linger, Duration.ofMillis(1), Duration.ofMillis(50));
        }

        /** Of one attempt: a second, but never longer than all attempts together may take. */
        public Duration requestTimeout() {
            Duration longest = deliveryTimeout.minus(linger);
            return ATTEMPT.compareTo(longest) < 0 ? ATTEMPT : longest;
        }
    }

    /** What a purchase may ask for. */
    public record Purchase(Duration defaultWait, Duration maxWait, Duration timeToLive, int maxQuantity) {
        /** Checks the bounds. */
        public Purchase {
            Check.range("maxWait", maxWait, Duration.ofMillis(1), Duration.ofSeconds(40));
            Check.range("defaultWait", defaultWait, ZERO, maxWait);
            Check.range("timeToLive", timeToLive, maxWait, Duration.ofHours(1));
            Check.range("maxQuantity", maxQuantity, 1, 1_000_000);
        }
    }

    /** Who confirms: {@code buyer}, {@code service}, or {@code auto}, which is a service where callers show tokens. */
    public record Orders(String confirmBy) {
        /** Checks the bounds. */
        public Orders {
            if (!confirmBy.matches("auto|buyer|service")) {
                throw new IllegalArgumentException("confirmBy must be auto, buyer or service, but is " + confirmBy);
            }
        }
    }

    /** The pending map's bounds, per event loop. */
    public record Pending(int maxPerLoop) {
        /** Checks the bounds. */
        public Pending {
            Check.range("maxPerLoop", maxPerLoop, 1, 10_000_000);
        }
    }

    /** The bounds on the line before each queue, as the wait that it means. */
    public record AdmissionBounds(Duration maxPredictedWait) {
        /** Checks the bounds. */
        public AdmissionBounds {
            Check.range("maxPredictedWait", maxPredictedWait, Duration.ofMillis(10), Duration.ofHours(1));
        }
    }

    /** Limits of rate, per gateway. */
    public record Rate(PerCaller perUser, PerCaller perDevice) {}

    /** For each caller a bucket of {@code burst} tokens that gains {@code permits} in each {@code period}; without permits: no limit. */
    public record PerCaller(int permits, Duration period, int burst) {
        /** Checks the bounds. */
        public PerCaller {
            Check.range("permits", permits, 0, 1_000_000);
            Check.range("period", period, Duration.ofMillis(10), Duration.ofHours(1));
            Check.range("burst", burst, 1, 1_000_000);
        }
    }

    /** The streams of events, per event loop. */
    public record Events(int maxPerLoop, Duration maxDuration) {
        /** Checks the bounds. */
        public Events {
            Check.range("maxPerLoop", maxPerLoop, 1, 1_000_000);
            Check.range("maxDuration", maxDuration, Duration.ofSeconds(1), Duration.ofHours(1));
        }
    }

    /** How a stop goes: served on for {@code delay} after readiness went off, then {@code timeout} for what is pending. */
    public record Drain(Duration delay, Duration timeout) {
        /** Checks the bounds. */
        public Drain {
            Check.range("delay", delay, ZERO, Duration.ofMinutes(5));
            Check.range("timeout", timeout, ZERO, Duration.ofMinutes(10));
        }

        /** How long a whole stop may take, the last connections' second included. */
        public Duration longest() {
            return delay.plus(timeout).plusSeconds(1);
        }
    }
}
