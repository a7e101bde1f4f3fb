package io.seckill.load.bench;

import io.seckill.load.generate.BackendDriver;
import io.seckill.load.generate.Driver;
import io.seckill.load.generate.HttpDriver;
import io.seckill.load.generate.KafkaDriver;
import io.seckill.load.generate.PurchaseRequests;
import io.seckill.load.measure.Role;
import io.seckill.load.process.Database;
import io.seckill.load.process.Processes;
import io.seckill.load.process.Product;
import io.seckill.load.process.Readiness;
import io.seckill.load.process.SpringRival;
import io.seckill.load.rival.BareServer;
import io.seckill.load.rival.BlockingGateway;
import io.seckill.load.sale.ItemIds;
import io.seckill.load.sale.SaleDesk;
import io.seckill.load.trial.Contender;
import io.seckill.load.trial.Plan;
import io.seckill.slots.SlotMap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Starts the contenders: all of them stand during the whole run, and one at a time has load. All share the broker. What
 * sells on the product's backend sells items of its own; PostgreSQL, the other build and Spring have topics and a backend
 * of their own.
 */
final class Contenders implements AutoCloseable {
    private static final int QUEUES = 5;
    private static final int ITEMS_PER_QUEUE = 2;
    private static final String REQUESTS = "seckill.requests";
    private static final long STOCK = 1_000_000_000;
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int CONFLICT = 409;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Plan plan;
    private final Product product;
    private final Product.Other other;
    private final Processes processes;
    private final Database database;
    private final SpringRival spring;
    private final Map<Role, Long> running =
            new EnumMap<>(Map.of(Role.GENERATOR, ProcessHandle.current().pid()));
    private final Map<Contender, Standing> standing = new EnumMap<>(Contender.class);

    /** A contender that serves: the way to put load on it, and the processes that then work. */
    record Standing(Driver driver, Map<Role, Long> pids) {}

    Contenders(
            Plan plan,
            Product product,
            Product.Other other,
            Processes processes,
            Database database,
            SpringRival spring) {
        this.plan = plan;
        this.product = product;
        this.other = other;
        this.processes = processes;
        this.database = database;
        this.spring = spring;
    }

    /** Starts {@code contender} and what it needs. */
    Standing start(Contender contender) throws InterruptedException {
        Standing started = switch (contender) {
            case L0 -> bareServer("bench-l0", OK);
            case L1 -> kafka();
            case B -> blockingGateway();
            case G -> gateway();
            case H -> oneItem();
            case Q -> oneQueue();
            case W -> spring("bench-ww", false);
            case WT -> spring("bench-wt", true);
            case N -> bareServer("bench-nn", CONFLICT);
            case S -> soldOutGateway();
            case P -> beside(product.beside("bench-pp", database.start()), "bench-pp");
            case O -> beside(product.beside("bench-oo", other), "bench-oo");
        };
        standing.put(contender, started);
        return started;
    }

    /** The contender, started before. */
    Standing get(Contender contender) {
        Standing found = standing.get(contender);
        if (found == null) {
            throw new IllegalStateException(contender + " was not started");
        }
        return found;
    }

    private Standing bareServer(String items, int status) throws InterruptedException {
        int port = product.freePort();
        Process server = own("bare-server-" + status, BareServer.class, port, port, status);
        List<String> wanted = ItemIds.spread(items, ITEMS_PER_QUEUE, QUEUES);
        return new Standing(http(port, wanted, status), pids(Map.of(Role.GATEWAY, server.pid()), Role.GENERATOR));
    }

    private Standing kafka() throws InterruptedException {
        startBroker();
        Map<String, Object> kafka = Map.of("bootstrap.servers", product.ports().bootstrapServers());
        String topic = "bench.l1";
        try (Admin admin = Admin.create(kafka)) {
            admin.createTopics(List.of(new NewTopic(topic, QUEUES, (short) 1)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the topic for L1 could not be created", e);
        }
        return new Standing(new KafkaDriver(kafka, topic, QUEUES), pids(Map.of(), Role.GENERATOR, Role.BROKER));
    }

    private Standing gateway() throws InterruptedException {
        startProduct();
        return new Standing(
                http(product.ports().http(), open(product, "bench-gg", STOCK), CREATED), pids(Map.of(), Role.values()));
    }

    private Standing oneItem() throws InterruptedException {
        startProduct();
        String item = openOne("bench-hh");
        return new Standing(http(product.ports().http(), List.of(item), CREATED), pids(Map.of(), Role.values()));
    }

    /** The gateway only opens the sale: what it then costs is not the queue's. */
    private Standing oneQueue() throws InterruptedException {
        startProduct();
        String item = openOne("bench-qq");
        BackendDriver driver = new BackendDriver(
                new BackendDriver.Queue(
                        product.ports().bootstrapServers(),
                        REQUESTS,
                        SlotMap.first(QUEUES).queueOf(item),
                        item),
                product.freePort());
        return new Standing(driver, pids(Map.of(), Role.GENERATOR, Role.BACKEND, Role.BROKER));
    }

    private Standing spring(String name, boolean tuned) throws InterruptedException {
        startBroker();
        int port = product.freePort();
        Map<Role, Long> own = spring.start(name, port, product.ports().bootstrapServers(), tuned);
        List<String> items = ItemIds.spread(name, ITEMS_PER_QUEUE, QUEUES);
        return new Standing(http(port, items, CREATED), pids(own, Role.GENERATOR, Role.BROKER));
    }

    private Standing soldOutGateway() throws InterruptedException {
        startProduct();
        return new Standing(
                http(product.ports().http(), open(product, "bench-ss", 0), CONFLICT), pids(Map.of(), Role.values()));
    }

    /** Where it is on PostgreSQL, that server's processes play no role: their processor time counts as other load. */
    private Standing beside(Product another, String items) throws InterruptedException {
        startBroker();
        Map<Role, Long> own = Map.of(
                Role.BACKEND, another.startBackend().pid(),
                Role.GATEWAY, another.startGateway().pid());
        return new Standing(
                http(another.ports().http(), open(another, items, STOCK), CREATED),
                pids(own, Role.GENERATOR, Role.BROKER));
    }

    /** It has no door for operators: the product's gateway opens its sales. */
    private Standing blockingGateway() throws InterruptedException {
        startProduct();
        List<String> items = open(product, "bench-bb", STOCK);
        int http = product.freePort();
        Process blocking = own(
                "blocking-gateway",
                BlockingGateway.class,
                http,
                http,
                product.freePort(),
                product.ports().bootstrapServers(),
                REQUESTS,
                plan.threads());
        return new Standing(
                http(http, items, CREATED),
                pids(Map.of(Role.GATEWAY, blocking.pid()), Role.GENERATOR, Role.BACKEND, Role.BROKER));
    }

    private void startBroker() throws InterruptedException {
        if (!running.containsKey(Role.BROKER)) {
            running.put(Role.BROKER, product.startBroker().pid());
        }
    }

    private void startProduct() throws InterruptedException {
        startBroker();
        if (!running.containsKey(Role.GATEWAY)) {
            running.put(Role.BACKEND, product.startBackend().pid());
            running.put(Role.GATEWAY, product.startGateway().pid());
        }
    }

    private Process own(String name, Class<?> main, int port, Object... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(Product.java()));
        command.addAll(Product.GATEWAY_JVM);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        return processes.start(name, command, new Readiness().listens(port), LIMIT);
    }

    private static List<String> open(Product product, String prefix, long stock) throws InterruptedException {
        List<String> items = ItemIds.spread(prefix, ITEMS_PER_QUEUE, QUEUES);
        open(product, items, stock);
        return items;
    }

    private String openOne(String prefix) throws InterruptedException {
        List<String> items = ItemIds.spread(prefix, 1, QUEUES).subList(0, 1);
        open(product, items, STOCK);
        return items.get(0);
    }

    private static void open(Product product, List<String> items, long stock) throws InterruptedException {
        SaleDesk desk = new SaleDesk(product.ports().buyers(), product.ports().operators());
        for (String item : items) {
            desk.open(new SaleDesk.Sale(item, stock, Instant.now().minusSeconds(1)));
        }
    }

    private Driver http(int port, List<String> items, int success) {
        return new HttpDriver(port, new PurchaseRequests(items, "bench-"), success, plan.maxConnections());
    }

    private Map<Role, Long> pids(Map<Role, Long> own, Role... common) {
        Map<Role, Long> pids = new EnumMap<>(Role.class);
        for (Role role : common) {
            pids.put(role, running.getOrDefault(role, 0L));
        }
        pids.putAll(own);
        return pids;
    }

    /** Closes the drivers; the processes belong to {@link Processes}. */
    @Override
    public void close() {
        standing.values().forEach(each -> each.driver().close());
    }
}
