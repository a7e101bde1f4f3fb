package io.seckill.load.process;

import io.seckill.load.measure.Role;
import io.seckill.net.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The shipped jars, each started by its launcher in {@code bin}, but on ports of their own so that nothing else is in
 * the way.
 *
 * <p>Order matters: the broker first, since the others refuse to be ready without it.
 */
public final class Product {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** What {@code bin/gateway} gives Java, so that no rival is slower by its collector. */
    public static final List<String> GATEWAY_JVM =
            List.of("-Xms1g", "-Xmx1g", "-XX:+UseParallelGC", "-XX:MetaspaceSize=128m", "-XX:+UseTransparentHugePages");

    private static final String HOST = "127.0.0.1";
    private static final int PART = 1; // of the free ports: the broker takes one of part 0 for itself

    private final Build build;

    private final Processes processes;
    private final Extras extras;
    private final FreePorts free;
    private final Ports ports;
    private final String prefix; // of the names of its processes
    private final Readiness readiness = new Readiness();

    /** The jars below {@code home}, which {@code launchers} of this or another build start. */
    private record Build(Path launchers, Path home) {}

    /** The ports that this product was given. */
    public record Ports(int broker, int backend, int http, int management, int callback) {
        static Ports of(FreePorts free) {
            return besides(free.next(HOST), free);
        }

        static Ports besides(int broker, FreePorts free) {
            return new Ports(broker, free.next(HOST), free.next(HOST), free.next(HOST), free.next(HOST));
        }

        /** URL of the public listener. */
        public String buyers() {
            return "http://" + HOST + ":" + http;
        }

        /** URL of the gateway's management listener. */
        public String operators() {
            return "http://" + HOST + ":" + management;
        }

        /** Kafka's address. */
        public String bootstrapServers() {
            return HOST + ":" + broker;
        }
    }

    /**
     * What somebody who experiments adds to the shipped settings.
     *
     * @param jvm options of the JVM of each process, without blanks; they win over the launcher's
     * @param settings {@code path=value} for each process
     */
    public record Extras(Map<Role, List<String>> jvm, Map<Role, List<String>> settings) {
        /** As shipped. */
        public static final Extras NONE = new Extras(Map.of(), Map.of());

        /** Settings of gateway and backend alone. */
        static Extras settings(List<String> gateway, List<String> backend) {
            return new Extras(Map.of(), Map.of(Role.GATEWAY, gateway, Role.BACKEND, backend));
        }

        /** These and {@code more}, which wins. */
        Extras and(Extras more) {
            return new Extras(joined(jvm, more.jvm), joined(settings, more.settings));
        }

        private static Map<Role, List<String>> joined(Map<Role, List<String>> first, Map<Role, List<String>> second) {
            Map<Role, List<String>> both = new EnumMap<>(Role.class);
            both.putAll(first);
            second.forEach((role, own) -> both.merge(role, own, Extras::joined));
            return both;
        }

        private static List<String> joined(List<String> first, List<String> second) {
            return Stream.concat(first.stream(), second.stream()).toList();
        }
    }

    /**
     * How another one differs.
     *
     * @param home the folder of its build
     * @param extras what it has besides what this one has
     */
    public record Other(Path home, Extras extras) {}

    /** The launchers and jars below {@code home}, the project's folder; {@code processes} owns what is started. */
    public Product(Path home, Processes processes, Extras extras) {
        this(new Build(home.resolve("bin"), home), processes, extras, new FreePorts(PART, new Random()));
    }

    private Product(Build build, Processes processes, Extras extras, FreePorts free) {
        this(build, processes, extras, free, Ports.of(free), "");
    }

    private Product(Build build, Processes processes, Extras extras, FreePorts free, Ports ports, String prefix) {
        this.build = build;
        this.processes = processes;
        this.extras = extras;
        this.free = free;
        this.ports = ports;
        this.prefix = prefix;
    }

    /** Another one on the same broker, with topics called {@code name} of its own and {@code backend} settings. */
    public Product beside(String name, List<String> backend) {
        return beside(name, new Other(build.home, Extras.settings(List.of(), backend)));
    }

    /** Another one on the same broker, with topics called {@code name} of its own. */
    public Product beside(String name, Other other) {
        String prefix = "topics.prefix=" + name;
        Extras own = Extras.settings(List.of(prefix), List.of(prefix, "kafka.group=" + name + "-backend"));
        return new Product(
                new Build(build.launchers, other.home()),
                processes,
                extras.and(own).and(other.extras()),
                free,
                Ports.besides(ports.broker(), free),
                name + "-");
    }

    /** Where everything listens. */
    public Ports ports() {
        return ports;
    }

    /** A port that nobody uses, for a server beside it. */
    public int freePort() {
        return free.next(HOST);
    }

    /** Starts Kafka. */
    public Process startBroker() throws InterruptedException {
        return start(
                Role.BROKER,
                "broker",
                List.of("--set", "broker.port=" + ports.broker()),
                readiness.listens(ports.broker()));
    }

    /** Starts a backend. */
    public Process startBackend() throws InterruptedException {
        return startBackend("", ports.backend());
    }

    /** Starts one more backend, whose management is at {@code port}. */
    public Process startBackend(int port) throws InterruptedException {
        return startBackend("-" + port, port);
    }

    private Process startBackend(String suffix, int port) throws InterruptedException {
        return start(
                Role.BACKEND,
                Role.BACKEND.label() + suffix,
                "backend",
                List.of(
                        "--set", "kafka.bootstrapServers=" + ports.bootstrapServers(),
                        "--set", "backend.management.port=" + port),
                readiness.answers(port, "/health/ready"));
    }

    /** Starts a gateway. */
    public Process startGateway() throws InterruptedException {
        return start(
                Role.GATEWAY,
                "gateway",
                List.of(
                        "--set", "kafka.bootstrapServers=" + ports.bootstrapServers(),
                        "--set", "gateway.http.host=127.0.0.1",
                        "--set", "gateway.drain.delay=0s",
                        "--set", "gateway.http.port=" + ports.http(),
                        "--set", "gateway.management.port=" + ports.management(),
                        "--set", "gateway.callback.port=" + ports.callback()),
                readiness.answers(ports.management(), "/health/ready"));
    }

    /** Starts broker, backend and gateway in one process. */
    public Process startStandalone() throws InterruptedException {
        List<String> arguments = List.of(
                "--set", "gateway.http.host=127.0.0.1",
                "--set", "broker.port=" + ports.broker(),
                "--set", "backend.management.port=" + ports.backend(),
                "--set", "gateway.http.port=" + ports.http(),
                "--set", "gateway.management.port=" + ports.management(),
                "--set", "gateway.callback.port=" + ports.callback());
        return start(Role.GATEWAY, "standalone", arguments, readiness.answers(ports.management(), "/health/ready"));
    }

    private Process start(Role role, String launcher, List<String> arguments, BooleanSupplier ready)
            throws InterruptedException {
        return start(role, role.label(), launcher, arguments, ready);
    }

    private Process start(Role role, String name, String launcher, List<String> arguments, BooleanSupplier ready)
            throws InterruptedException {
        // A launcher becomes Java: the process has its id.
        List<String> command = new ArrayList<>(List.of(
                "env",
                "JAVA_HOME=" + System.getProperty("java.home"),
                "JAVA_OPTS=" + String.join(" ", extrasOf(extras.jvm(), role)),
                "LAUNCH_HOME=" + build.home,
                build.launchers.resolve(launcher).toString()));
        command.addAll(arguments);
        for (String setting : extrasOf(extras.settings(), role)) {
            command.addAll(List.of("--set", setting));
        }
        return processes.start(prefix + name, command, ready, LIMIT);
    }

    private static Collection<String> extrasOf(Map<Role, List<String>> extras, Role role) {
        @Nullable List<String> own = extras.get(role);
        return own == null ? List.of() : own;
    }

    /** The Java that runs this. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
