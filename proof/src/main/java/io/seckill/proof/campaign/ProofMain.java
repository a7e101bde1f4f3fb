package io.seckill.proof.campaign;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.seckill.proof.field.FieldPlan;
import io.seckill.proof.field.Store;
import io.seckill.proof.history.History;
import io.seckill.proof.report.TextReport;
import io.seckill.settings.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code proof/run}: campaigns of seeded faults. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class,
        sortOptions = false,
        description = {
            "Starts brokers, gateways and backends, has clients buy while faults come, and checks that no promise is"
                    + " broken.",
            "The exit code is 1 where one is."
        })
public final class ProofMain implements Callable<Integer> {
    /** The shortest campaign: in less hardly a fault comes. */
    public static final int LEAST_SECONDS = 5;

    private static final String SUMMARY = "summary.html";
    private static final int GATEWAYS = 2;
    private static final int BACKENDS = 2;
    private static final int QUEUES = 4;
    private static final int THREE = 3;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--seeds",
            defaultValue = "1",
            description = "Which, as 7, 1-20 or 1-3,9; default ${DEFAULT-VALUE}.")
    private String seeds = "1";

    @Option(
            names = "--profile",
            defaultValue = "mix",
            description = "Which faults come: mix, kill, freeze, network or calm; default ${DEFAULT-VALUE}.")
    private Profile profile = Profile.MIX;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "For how long faults come; default ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--buyers",
            defaultValue = "" + CampaignPlan.BUYERS,
            description = "Buyers at the same time; default ${DEFAULT-VALUE}.")
    private int buyers;

    @Option(
            names = "--store",
            description = "Where orders are decided: ledger or postgres; default: each fourth seed postgres.")
    private @Nullable Store store;

    @Option(names = "--brokers", description = "1 or 3; default: each second seed 3.")
    private @Nullable Integer brokers;

    @Option(names = "--jvm", paramLabel = "OPTION", description = "A JVM option of what is tested. May be repeated.")
    private List<String> jvm = List.of();

    @Option(names = "--keep", paramLabel = "DIR", description = "Where folders go; default proof/target/campaigns.")
    private Path keep = Path.of(System.getProperty("seckill.home", "."), "proof/target/campaigns");

    @Option(names = "--keep-all", description = "Keeps the folders of clean seeds too.")
    private boolean keepAll;

    @Option(names = "--check", paramLabel = "DIR", description = "Runs nothing: checks a kept folder again.")
    private @Nullable Path check;

    private final ResultTable table = new ResultTable();
    private final Summary summary = new Summary();
    private boolean failed;

    /** Runs the command. */
    public static void main(String[] args) {
        logOwnWarningsOnly();
        System.exit(Cli.run(new ProofMain(), args));
    }

    /** Connections break all the time, as they are meant to: the history has what came of it. */
    private static void logOwnWarningsOnly() {
        LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
        loggers.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
        loggers.getLogger("io.seckill").setLevel(Level.WARN);
    }

    @Override
    public Integer call() throws Exception {
        List<Long> all = seeds();
        System.out.println(ResultTable.head());
        if (check != null) {
            checkAgain(check);
        } else {
            for (long seed : all) {
                runOrSay(seed);
                summary.write(keep.resolve(SUMMARY)); // after each: many take hours
            }
            System.out.println(table.sum());
            System.out.println(summary.line());
            System.out.println("summary: " + keep.resolve(SUMMARY));
        }
        return table.hasViolations() || failed ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private void checkAgain(Path folder) throws IOException {
        try {
            long seed = History.read(folder.resolve(Campaign.HISTORY)).setup().seed();
            show(Campaign.judge(seed, "kept", folder));
        } catch (NoSuchFileException missing) {
            throw new ParameterException(spec.commandLine(), "--check: there is no " + missing.getFile());
        }
    }

    private List<Long> seeds() {
        if (seconds < LEAST_SECONDS) {
            throw new ParameterException(
                    spec.commandLine(), "--seconds: " + LEAST_SECONDS + " at least, else hardly a fault comes");
        }
        if (buyers < 1 || (brokers != null && brokers != 1 && brokers != THREE)) {
            throw new ParameterException(spec.commandLine(), "--buyers: 1 at least; --brokers: 1 or 3");
        }
        try {
            return SeedRange.parse(seeds);
        } catch (IllegalArgumentException none) {
            throw new ParameterException(spec.commandLine(), "--seeds: " + none.getMessage());
        }
    }

    /** One seed that cannot be judged must not end the others. */
    private void runOrSay(long seed) throws InterruptedException {
        try {
            run(seed);
        } catch (InterruptedException end) {
            throw end;
        } catch (Exception | AssertionError unfinished) { // as of a signal that has no effect
            System.out.printf("%-7dcould not be judged: %s; its logs are kept%n", seed, unfinished);
            summary.addUnjudged();
            failed = true;
        }
    }

    private void run(long seed) throws IOException, InterruptedException, TimeoutException, SQLException {
        CampaignPlan plan = new CampaignPlan(profile, field(seed), Duration.ofSeconds(seconds), buyers);
        Path folder = free(keep.resolve("seed-" + seed));
        CampaignResult result = Campaign.run(seed, plan, folder);
        show(result);
        if (result.violations().isEmpty() && !keepAll) {
            Utils.delete(folder.toFile());
        }
    }

    /** What an earlier run has left stays: it may be the only one that failed. */
    private static Path free(Path folder) {
        Path free = folder;
        for (int run = 2; Files.exists(free); run++) {
            free = folder.resolveSibling(folder.getFileName() + "." + run);
        }
        return free;
    }

    /** What no option says is the seed's. */
    private FieldPlan field(long seed) {
        Store where = store != null ? store : seed % 4 == 0 ? Store.POSTGRES : Store.LEDGER;
        int brokers = this.brokers != null ? this.brokers : seed % 2 == 0 ? THREE : 1;
        boolean projector = profile == Profile.MIX && where == Store.LEDGER && seed % THREE == 0;
        return new FieldPlan(brokers, GATEWAYS, BACKENDS, where, projector, QUEUES, jvm);
    }

    private void show(CampaignResult result) throws IOException {
        System.out.println(table.add(result));
        if (!result.remarks().isEmpty()) {
            System.out.println("  " + String.join(", ", result.remarks()));
        }
        summary.add(result);
        if (!result.violations().isEmpty()) {
            Path folder = result.folder();
            History history = History.read(folder.resolve(Campaign.HISTORY));
            System.out.println(TextReport.explain(history, result.violations()));
            System.out.println("  open " + folder.resolve(Campaign.REPORT));
            System.out.println("  judge again with proof/run --check " + folder);
        }
    }
}
