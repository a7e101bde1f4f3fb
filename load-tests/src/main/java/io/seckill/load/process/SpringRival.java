package io.seckill.load.process;

import io.seckill.load.measure.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The gateway on Spring and its replier, two processes of one jar that only {@code -Pspring} builds. */
public final class SpringRival {
    private static final Duration LIMIT = Duration.ofMinutes(3); // on a busy machine Spring takes a minute

    /** Reactor by itself takes at least four event loops. */
    private static final String LOOP_PER_CORE =
            "-Dreactor.netty.ioWorkerCount=" + Runtime.getRuntime().availableProcessors();

    private final Path home;
    private final Processes processes;
    private final Readiness readiness = new Readiness();

    /** The jar below {@code home}, the project's folder; {@code processes} owns what is started. */
    public SpringRival(Path home, Processes processes) {
        this.home = home;
        this.processes = processes;
    }

    /**
     * Starts both and waits until a purchase has gone all the way.
     *
     * @param name of its topics and processes
     * @param port where the gateway listens, on the loopback address
     */
    public Map<Role, Long> start(String name, int port, String bootstrapServers, boolean tuned)
            throws InterruptedException {
        List<String> common = List.of("--rival.name=" + name, "--spring.kafka.bootstrap-servers=" + bootstrapServers);
        Process replier = start(name + "-replier", tuned, "replier", common, () -> true);
        List<String> listening = new ArrayList<>(common);
        listening.add("--server.port=" + port);
        Process gateway = start(name + "-gateway", tuned, "gateway", listening, readiness.answers(port, "/ready"));
        return Map.of(Role.BACKEND, replier.pid(), Role.GATEWAY, gateway.pid());
    }

    private Process start(String name, boolean tuned, String profile, List<String> arguments, BooleanSupplier ready)
            throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(Product.java()));
        if (tuned) {
            command.addAll(Product.GATEWAY_JVM);
            command.add(LOOP_PER_CORE);
        }
        command.addAll(List.of("-jar", jar().toString()));
        command.add("--spring.profiles.active=" + profile + (tuned ? ",tuned" : ""));
        command.addAll(arguments);
        return processes.start(name, command, ready, LIMIT);
    }

    private Path jar() {
        Path jar = home.resolve("load-tests/spring-rival/target/seckill-spring-rival.jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is missing: build it first: mvn -q -DskipTests -Pspring package");
        }
        return jar;
    }
}
