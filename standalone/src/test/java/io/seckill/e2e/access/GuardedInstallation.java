package io.seckill.e2e.access;

import io.seckill.backend.Backend;
import io.seckill.backend.BackendMain;
import io.seckill.backend.BackendSettings;
import io.seckill.backend.projection.Projector;
import io.seckill.backend.projection.ProjectorSettings;
import io.seckill.e2e.cluster.Caller;
import io.seckill.e2e.cluster.Certificates;
import io.seckill.e2e.cluster.Console;
import io.seckill.e2e.cluster.Journal;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.Shop;
import io.seckill.gateway.Gateway;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.net.TlsSettings;
import io.seckill.settings.Settings;
import io.seckill.testkit.ChildProcess;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.TestPorts;
import io.seckill.testkit.TestPostgres;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;

/**
 * A broker that lets its users do what ACLs allow, and processes in this JVM, each as the user that the documentation names,
 * with the settings that it shows. Used by one thread, but for what is read.
 */
final class GuardedInstallation implements AutoCloseable {
    private static final Pattern SETTINGS = Pattern.compile("(?s)```yaml\n(.*?)```");
    private static final int ITERATIONS = 4_096;

    private final Path folder;
    private final TestPostgres postgres;
    private final String schema;
    private final int door = TestPorts.next();
    private final TestBroker broker;
    private final Caller caller = new Caller();
    private final List<Supplier<Future<Void>>> stops = new ArrayList<>();
    private final List<ChildProcess> commands = new CopyOnWriteArrayList<>(); // read by any thread

    /** With its files in {@code folder}, which is empty. */
    GuardedInstallation(Path folder, TestPostgres postgres) throws Exception {
        this.folder = folder;
        this.postgres = postgres;
        this.schema = postgres.newSchema();
        Certificates authority = new Certificates(folder);
        TlsSettings shown = authority.issue("broker");
        Path pem = folder.resolve("broker.pem");
        Files.writeString(pem, Files.readString(Path.of(shown.key())) + Files.readString(Path.of(shown.certificate())));
        this.broker = TestBroker.startGuarded(door, pem, RecordingAuthorizer.class.getName());
        for (String user : List.of("gateway", "backend", "projector", "operator")) {
            introduce(user, authority.pem());
        }
    }

    /** Makes the user known to the cluster, and the files of its processes. */
    private void introduce(String user, String authority) throws Exception {
        Path secrets = Files.createDirectory(folder.resolve(user));
        String password = UUID.randomUUID().toString();
        MatchResult shown = SETTINGS.matcher(Files.readString(AccessList.PAGE))
                .results()
                .findFirst()
                .orElseThrow();
        Files.writeString(secrets.resolve("kafka-ca.pem"), authority);
        Files.writeString(secrets.resolve("kafka-password"), password);
        Files.writeString(
                settingsOf(user),
                shown.group(1)
                        .replace("/etc/seckill/secrets", secrets.toString())
                        .replace("username=\"gateway\"", "username=\"" + user + "\""));
        try (Admin admin = admin()) {
            ScramCredentialInfo info = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS);
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(user, info, password)))
                    .all()
                    .get();
        }
    }

    private Path settingsOf(String user) {
        return folder.resolve(user).resolve("settings.yaml");
    }

    /** An administrator of the cluster, whom nothing is refused; the caller closes it. */
    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
    }

    /** Where nothing is refused to anybody. */
    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Allows what {@code acls} say, beside what is allowed already. */
    void allow(Collection<AclBinding> acls) {
        try (Admin admin = admin()) {
            admin.createAcls(acls).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("the ACLs were not created", e);
        }
    }

    /** Starts a gateway; not yet ready. */
    Gateway startGateway() {
        Gateway gateway = Now.get(Gateway.start(settings("gateway", "gateway.yaml")
                .withOverride("gateway.http.host=127.0.0.1")
                .withOverride("gateway.http.port=0")
                .withOverride("gateway.drain.delay=0s")
                .withOverride("gateway.management.port=0")
                .withOverride("gateway.callback.port=0")
                .section("gateway", GatewaySettings.class)));
        stops.add(gateway::stop);
        return gateway;
    }

    /** Starts a backend on the store "ledger" or "postgres"; waits for what it needs to start its work. */
    void startBackend(String store) {
        Settings settings = settings("backend", BackendSettings.DEFAULTS).withOverride("backend.management.port=0");
        for (String override : postgres.overrides(schema)) {
            settings = settings.withOverride("backend." + override);
        }
        settings = settings.withOverride("backend.store=" + store)
                .withOverride("backend.events.enabled=true")
                .withOverride("backend.engine.retryBackoff=100ms")
                .withOverride("backend.consumer.sessionTimeout=3s");
        Backend backend = Now.get(Backend.start(settings.section(BackendSettings.SECTION, BackendSettings.class)));
        stops.add(backend::stop);
    }

    /** Starts a projector; waits for what it needs to start its work. */
    Projector startProjector() {
        Settings settings = settings("projector", ProjectorSettings.DEFAULTS);
        for (String override : postgres.overrides(schema)) {
            if (override.startsWith("postgres.")) {
                settings = settings.withOverride("projector." + override);
            }
        }
        Projector projector = Now.get(Projector.start(settings.withOverride("projector.management.port=0")
                .section(ProjectorSettings.SECTION, ProjectorSettings.class)));
        stops.add(projector::stop);
        return projector;
    }

    private Settings settings(String user, String defaults) {
        return Settings.defaults(GuardedInstallation.class.getClassLoader(), defaults)
                .withFile(settingsOf(user))
                .withOverride("topics.queues=2")
                .withOverride("kafka.bootstrapServers=" + TestPorts.HOST + ":" + door);
    }

    /** Starts one of the backend's commands, as the operator. */
    ChildProcess command(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", settingsOf("operator").toString()));
        all.addAll(List.of("--set", "kafka.bootstrapServers=" + TestPorts.HOST + ":" + door));
        ChildProcess command = ChildProcess.main("guarded-" + arguments[0], BackendMain.class, "128m", all);
        commands.add(command);
        return command;
    }

    /** What the commands have said so far. */
    Stream<String> said() {
        return commands.stream().flatMap(command -> command.output().lines());
    }

    /** As buyers see {@code gateway}. */
    Shop shop(Gateway gateway) {
        return new Shop(caller, gateway.httpPort(), new Journal());
    }

    /** As operators see what listens at {@code port}. */
    Console console(int port) {
        return Console.ofBackend(caller, port);
    }

    /** The tables' schema, of the projector or of the store. */
    String schema() {
        return schema;
    }

    @Override
    public void close() throws IOException {
        commands.forEach(ChildProcess::close);
        for (int i = stops.size() - 1; i >= 0; i--) {
            Now.get(stops.get(i).get());
        }
        caller.close();
        broker.close();
    }
}
