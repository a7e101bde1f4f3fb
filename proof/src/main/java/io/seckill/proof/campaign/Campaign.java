package io.seckill.proof.campaign;

import io.seckill.proof.check.Violation;
import io.seckill.proof.check.evidence.Evidence;
import io.seckill.proof.check.evidence.EvidenceReader;
import io.seckill.proof.check.evidence.Kept;
import io.seckill.proof.check.evidence.TableReader;
import io.seckill.proof.check.evidence.TopicRecord;
import io.seckill.proof.check.rules.Checker;
import io.seckill.proof.check.rules.Judgement;
import io.seckill.proof.client.Clients;
import io.seckill.proof.client.Seeds;
import io.seckill.proof.client.Shop;
import io.seckill.proof.field.Field;
import io.seckill.proof.field.Part;
import io.seckill.proof.history.History;
import io.seckill.proof.history.HistoryWriter;
import io.seckill.proof.history.Line;
import io.seckill.proof.history.Operation;
import io.seckill.proof.nemesis.Nemesis;
import io.seckill.proof.report.HtmlReport;
import io.seckill.testkit.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs campaigns, and judges what they left in their folders. */
public final class Campaign {
    private static final Logger LOG = LoggerFactory.getLogger(Campaign.class);
    private static final String TOPICS = "seckill"; // what their names begin with
    static final String HISTORY = "history.jsonl";
    static final String REPORT = "report.html";
    private static final int NEMESIS = -1; // its number among those who draw from the seed
    private static final Duration BACK = Duration.ofSeconds(60); // FullService has the bound: this is to give up
    private static final Duration QUIET = Duration.ofSeconds(90); // no purchase waits for its decision for longer
    private static final Duration HOLDS = Shop.LONGEST_HOLD.plusSeconds(1);

    private Campaign() {}

    /**
     * Runs the campaign of {@code seed}, and writes all that is known of it to {@code folder}.
     *
     * @throws TimeoutException where the installation does not come to serve at its start
     * @throws SQLException where its database cannot be read at the end
     */
    public static CampaignResult run(long seed, CampaignPlan plan, Path folder)
            throws IOException, InterruptedException, TimeoutException, SQLException {
        Files.createDirectories(folder);
        try (HistoryWriter history = new HistoryWriter(folder.resolve(HISTORY));
                Field field = Field.start(plan.field(), folder)) {
            history.write(new Line.Setup(
                    history.now(),
                    seed,
                    plan.profile().name(),
                    plan.field().store().name(),
                    plan.field().queues()));
            try (Clients clients =
                    new Clients(gateways(field), history, new Shop(plan.field().queues()), seed, plan.buyers())) {
                clients.open();
                clients.start();
                disturb(seed, plan, field, history, clients);
            }
            field.parts().stream()
                    .filter(Part::hasCrashed)
                    .forEach(part -> history.write(new Line.Crashed(history.now(), part.name())));
            evidence(field).save(folder);
        }
        return judge(seed, plan.installation(), folder);
    }

    private static Clients.Gateways gateways(Field field) {
        return new Clients.Gateways(
                IntStream.range(0, field.gateways()).mapToObj(field::buyers).toList(),
                IntStream.range(0, field.gateways()).mapToObj(field::operators).toList());
    }

    /** Where something does not come to rest, the history shows what, and rules find it there. */
    private static void disturb(long seed, CampaignPlan plan, Field field, HistoryWriter history, Clients clients)
            throws InterruptedException {
        try {
            if (plan.profile() == Profile.CALM) {
                clients.awaitService(
                        history.now() + plan.length().toNanos(), plan.length().plus(BACK));
            } else {
                new Nemesis(field, clients::awaitService, history)
                        .run(plan.profile().faults(), Seeds.random(seed, NEMESIS), plan.length());
            }
            comeToRest(clients, history);
        } catch (TimeoutException restless) {
            LOG.warn("the campaign does not come to rest");
        }
    }

    private static Kept evidence(Field field) throws SQLException {
        List<TopicRecord> records = EvidenceReader.read(field.bootstrapServers(), TOPICS);
        List<JsonObject> rows = new ArrayList<>();
        TestPostgres database = field.database();
        if (database != null) {
            TableReader tables = new TableReader(database);
            rows.addAll(
                    field.plan().projector()
                            ? tables.projected(Field.PROJECTOR_SCHEMA)
                            : tables.store(Field.STORE_SCHEMA));
        }
        return new Kept(records, rows);
    }

    private static void comeToRest(Clients clients, HistoryWriter history)
            throws InterruptedException, TimeoutException {
        clients.awaitService(history.now(), BACK);
        clients.stop(QUIET);
        clients.awaitService(history.now() + HOLDS.toNanos(), HOLDS.plus(BACK));
        clients.stopProbes(QUIET);
    }

    /**
     * Judges what is in {@code folder} once more, and writes a report where rules are broken.
     *
     * @param installation what was run, in a few words
     */
    static CampaignResult judge(long seed, String installation, Path folder) throws IOException {
        History history = History.read(folder.resolve(HISTORY));
        List<Violation> violations = new ArrayList<>(Liveness.check(history));
        Judgement judgement = Checker.judge(history, Evidence.of(Kept.load(folder)));
        violations.addAll(judgement.violations());
        if (violations.isEmpty()) {
            Files.deleteIfExists(folder.resolve(REPORT)); // of an earlier judgement
        } else {
            HtmlReport.write(history, violations, folder.resolve(REPORT));
        }
        List<Operation> operations = history.operations();
        return new CampaignResult(
                seed,
                installation,
                operations.size(),
                (int) operations.stream()
                        .filter(operation -> operation.answered() == null)
                        .count(),
                history.only(Line.Fault.class).stream()
                        .filter(Line.Fault::begins)
                        .collect(Collectors.toMap(Line.Fault::kind, fault -> 1, Integer::sum)),
                violations,
                judgement.remarks(),
                FullService.of(history),
                folder);
    }
}
