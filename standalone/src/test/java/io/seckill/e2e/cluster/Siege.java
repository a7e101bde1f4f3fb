package io.seckill.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.testkit.ChildProcess;
import io.seckill.testkit.TestPorts;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The standalone jar with a gigabyte of heap, under attack, while honest buyers go on buying.
 *
 * <p>{@code -Dattack.seconds=30} makes each attack last as long.
 */
public final class Siege implements AutoCloseable {
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("attack.seconds", 3));
    private static final long BUYER_EVERY_MILLIS = 50;
    private static final Duration RECOVERY = Duration.ofSeconds(10);
    private static final int ITEMS = 1_000;
    private static final long HEAP_SLACK = 64 << 20;
    private static final long FILES_SLACK = 64;
    private static final Path JAR = Path.of("target", "seckill-standalone.jar");

    private final int httpPort = TestPorts.next();
    private final int callbackPort = TestPorts.next();
    private final Caller caller = new Caller();
    private final AtomicInteger buyers = new AtomicInteger();
    private final IntFunction<Map<String, String>> credentials;
    private final ChildProcess process;

    /**
     * Starts the process and waits until it sells.
     *
     * @param name what to call it
     * @param credentials the headers by which the buyer of a number is known
     * @param console what operators look through, given the management port
     * @param settings more of them, as {@code path=value}
     */
    public Siege(
            String name,
            IntFunction<Map<String, String>> credentials,
            IntFunction<Console> console,
            List<String> settings) {
        this.credentials = credentials;
        int managementPort = TestPorts.next();
        List<String> arguments = new ArrayList<>(List.of("-Xmx1g", "-jar", JAR.toString()));
        List<String> all = new ArrayList<>(List.of(
                "broker.port=0",
                "backend.management.port=0",
                "gateway.http.port=" + httpPort,
                "gateway.management.port=" + managementPort,
                "gateway.callback.port=" + callbackPort));
        all.addAll(settings);
        all.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        process = ChildProcess.java("siege-" + name, arguments);
        process.awaitOutput("Ctrl-C");
        String items = Stream.concat(
                        Stream.of(SaleTerms.open(1_000_000).of("siege")),
                        IntStream.range(0, ITEMS)
                                .mapToObj(i -> SaleTerms.open(1).of("another-item-" + i)))
                .collect(Collectors.joining("\n"));
        assertThat(Now.get(console.apply(managementPort).putAll(items)).status())
                .isEqualTo(200);
        await("the list")
                .until(() -> Now.get(send(HttpMethod.GET, "/v1/items?limit=200&after=another-item-99", Map.of()))
                        .body()
                        .toString()
                        .contains("\"siege\""));
        // Once warm: what a first purchase costs is not what this is about.
        IntStream.range(0, 100).forEach(i -> assertThat(Now.get(buy()).status()).isEqualTo(201));
    }

    /** One where buyers say who they are; with a caller for its console. */
    public static Siege byHeader(String name, Caller caller, String... settings) {
        return new Siege(
                name,
                buyer -> Map.of("X-User-Id", "buyer-" + buyer),
                port -> Console.ofGateway(caller, port),
                List.of(settings));
    }

    /** The public port. */
    public int httpPort() {
        return httpPort;
    }

    /** The callback's port. */
    public int callbackPort() {
        return callbackPort;
    }

    /** What the process has written so far. */
    public String output() {
        return process.output();
    }

    /**
     * Has buyers buy, twenty a second, while what {@code attack} starts goes on. All of them must get their unit, and soon
     * after the attack heap and open files must be what they were.
     *
     * @param name of the attack, for the line that is printed
     */
    public void endure(String name, Supplier<Attack> attack) {
        long heap = process.liveHeap();
        long files = openFiles();
        List<Long> millis;
        Attack running = attack.get();
        try {
            millis = buyMeanwhile();
        } finally {
            running.close();
        }
        assertThat(process.isAlive()).isTrue();
        await("heap and files as before").atMost(RECOVERY).untilAsserted(() -> {
            assertThat(openFiles()).isLessThan(files + FILES_SLACK);
            assertThat(process.liveHeap()).isLessThan(heap + HEAP_SLACK);
        });
        System.out.printf(
                Locale.ROOT,
                "%s: %d of %d purchases answered 201, p50 %d ms, p99 %d ms, longest %d ms; heap %d -> %d MiB, files %d -> %d%n",
                name,
                millis.size(),
                millis.size(),
                millis.get(millis.size() / 2),
                millis.get(millis.size() * 99 / 100),
                millis.get(millis.size() - 1),
                heap >> 20,
                process.liveHeap() >> 20,
                files,
                openFiles());
    }

    private List<Long> buyMeanwhile() {
        ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<String> others = new ConcurrentLinkedQueue<>();
        AtomicInteger sent = new AtomicInteger();
        int all = (int) (LENGTH.toMillis() / BUYER_EVERY_MILLIS);
        long timer = caller.vertx().setPeriodic(1, BUYER_EVERY_MILLIS, due -> {
            if (sent.getAndIncrement() >= all) {
                return;
            }
            long begun = System.nanoTime();
            buy().onComplete(
                            answer -> {
                                nanos.add(System.nanoTime() - begun);
                                if (answer.status() != 201) {
                                    others.add(answer.outcome());
                                }
                            },
                            failure -> {
                                nanos.add(System.nanoTime() - begun);
                                others.add(failure.toString());
                            });
        });
        await("all answered").atMost(LENGTH.plusSeconds(60)).until(() -> nanos.size() == all);
        caller.vertx().cancelTimer(timer);
        assertThat(others).isEmpty();
        return nanos.stream().map(each -> each / 1_000_000).sorted().toList();
    }

    private Future<Answer> buy() {
        Map<String, String> headers = new HashMap<>(credentials.apply(buyers.incrementAndGet()));
        headers.put("Prefer", "wait=30");
        return send(HttpMethod.POST, "/v1/items/siege/purchases", headers);
    }

    private Future<Answer> send(HttpMethod method, String path, Map<String, String> headers) {
        return caller.send(httpPort, method, path, headers, Buffer.buffer());
    }

    private long openFiles() {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        caller.close();
        process.close();
    }
}
