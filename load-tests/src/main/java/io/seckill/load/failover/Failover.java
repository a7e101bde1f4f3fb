package io.seckill.load.failover;

import io.seckill.load.generate.Driver;
import io.seckill.load.generate.HttpDriver;
import io.seckill.load.generate.Load;
import io.seckill.load.generate.LoadResult;
import io.seckill.load.generate.PurchaseRequests;
import io.seckill.load.measure.ProcFs;
import io.seckill.load.process.Product;
import io.seckill.load.sale.ItemIds;
import io.seckill.load.sale.SaleDesk;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The product with one queue and two backends, of which one decides and one waits. Used by one thread. */
final class Failover implements AutoCloseable {
    private static final String ITEM = ItemIds.spread("failover", 1, 1).get(0);
    private static final long STOCK = 1_000_000_000;
    private static final int CREATED = 201;
    private static final int FILLING_CONNECTIONS = 256;
    private static final int MAX_CONNECTIONS = 10_000;
    private static final Duration FILLING = Duration.ofSeconds(2);
    private static final Duration BEFORE_THE_DEATH = Duration.ofSeconds(5);
    private static final Duration LOAD = Duration.ofSeconds(20);
    private static final Duration TRY_AGAIN = Duration.ofMillis(20);

    private final Product product;
    private final int rate;
    private final Driver buyers;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService background = Executors.newSingleThreadExecutor();
    private Backend deciding;

    /** A backend and the port of its management. */
    private record Backend(Process process, int management) {}

    /**
     * What one death came to.
     *
     * @param at when the backend was killed
     * @param toFirst from then on until a purchase that was sent then had its unit
     * @param load what the survivor took of that to rebuild the ledger
     * @param residentMib the survivor's memory afterwards
     * @param peakMib its most
     * @param answers to all buyers, by status
     */
    record Round(
            Instant at, Duration toFirst, Duration load, long residentMib, long peakMib, Map<Integer, Long> answers) {
        @Override
        public String toString() {
            return "killed at %s: first 201 after %d ms; ledger rebuilt in %d ms; survivor has %d MiB resident, had %d at most; answers %s"
                    .formatted(at, toFirst.toMillis(), load.toMillis(), residentMib, peakMib, answers);
        }
    }

    /** Starts {@code product}, and {@code rate} purchases a second in each round. */
    Failover(Product product, int rate) throws InterruptedException {
        this.product = product;
        this.rate = rate;
        product.startBroker();
        this.deciding = new Backend(product.startBackend(), product.ports().backend());
        product.startGateway();
        new SaleDesk(product.ports().buyers(), product.ports().operators())
                .open(new SaleDesk.Sale(ITEM, STOCK, Instant.now().minusSeconds(1)));
        this.buyers = new HttpDriver(
                product.ports().http(), new PurchaseRequests(List.of(ITEM), "buyer-"), CREATED, MAX_CONNECTIONS);
    }

    /** Sells at least {@code orders} units, and returns how many. */
    long fill(long orders) throws InterruptedException {
        long sold = 0;
        while (sold < orders) {
            sold += buyers.run(new Load.Closed(FILLING_CONNECTIONS, FILLING), Driver.Window.IGNORED)
                    .good();
        }
        return sold;
    }

    /** Starts a second backend, and kills the first while buyers come. */
    Round round() throws InterruptedException, ExecutionException, IOException {
        int management = product.freePort();
        Backend survivor = new Backend(product.startBackend(management), management);
        Future<LoadResult> load = background.submit(() -> buyers.run(Load.Open.at(rate, LOAD), Driver.Window.IGNORED));
        TimeUnit.NANOSECONDS.sleep(BEFORE_THE_DEATH.toNanos());
        Instant at = Instant.now();
        long death = System.nanoTime();
        deciding.process().destroyForcibly();
        buyOne("probe-" + death);
        Duration toFirst = Duration.ofNanos(System.nanoTime() - death);
        ProcFs proc = new ProcFs(Path.of("/proc"));
        long pid = survivor.process().pid();
        LoadResult result = load.get();
        deciding = survivor;
        return new Round(
                at,
                toFirst,
                loadTime(management),
                proc.memoryOf(pid).orElse(0) / 1024,
                proc.peakMemoryOf(pid).orElse(0) / 1024,
                result.byStatus());
    }

    private void buyOne(String user) throws IOException, InterruptedException {
        HttpRequest purchase = HttpRequest.newBuilder(
                        URI.create(product.ports().buyers() + "/v1/items/" + ITEM + "/purchases"))
                .header("X-User-Id", user)
                .header("Prefer", "wait=25")
                .POST(BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = http.send(purchase, BodyHandlers.ofString());
        while (answer.statusCode() != CREATED) {
            System.out.println("not yet: " + answer.statusCode() + ' ' + answer.body());
            TimeUnit.NANOSECONDS.sleep(TRY_AGAIN.toNanos());
            answer = http.send(purchase, BodyHandlers.ofString());
        }
    }

    private Duration loadTime(int management) throws IOException, InterruptedException {
        HttpRequest metrics = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/metrics"))
                .build();
        double seconds = http.send(metrics, BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith("seckill_ledger_load_seconds_sum"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
        return Duration.ofMillis(Math.round(seconds * 1_000));
    }

    @Override
    public void close() {
        buyers.close();
        background.shutdownNow();
    }
}
