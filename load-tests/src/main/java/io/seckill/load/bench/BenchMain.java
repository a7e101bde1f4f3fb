package io.seckill.load.bench;

import io.seckill.load.measure.Meter;
import io.seckill.load.measure.Noise;
import io.seckill.load.measure.PauseLogs;
import io.seckill.load.measure.ProcFs;
import io.seckill.load.process.Database;
import io.seckill.load.process.Processes;
import io.seckill.load.process.Product;
import io.seckill.load.process.SpringRival;
import io.seckill.load.report.Machine;
import io.seckill.load.report.MarkdownReport;
import io.seckill.load.report.Plots;
import io.seckill.load.report.RawCsv;
import io.seckill.load.trial.Outcome;
import io.seckill.load.trial.Plan;
import io.seckill.settings.Cli;
import java.awt.AWTError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code load-tests/bench}: compares this gateway with its floor, its ceiling and its ordinary alternative. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class,
        sortOptions = false,
        description = "Compares the gateway with a bare HTTP server, bare Kafka, and gateways as others build them.")
public final class BenchMain implements Callable<Integer> {
    private static final long IDLE_SECONDS = 2;

    @Mixin
    private PlanOptions planned = new PlanOptions();

    @Mixin
    private ExtraOptions extra = new ExtraOptions();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the report goes; default load-tests/target/bench/TIME.")
    private @Nullable Path out;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs the command. */
    public static void main(String[] args) {
        System.exit(Cli.run(new BenchMain(), args));
    }

    @Override
    public Integer call() throws Exception {
        Plan plan = planned.plan();
        Path home = Path.of(System.getProperty("seckill.home", "."));
        Path folder = Files.createDirectories(out == null ? defaultFolder(home) : out);
        Path logs = folder.resolve("logs");
        ProcFs proc = new ProcFs(Path.of("/proc"));
        PauseLogs pauses = new PauseLogs(logs);
        Progress progress = new Progress(System.out, System::nanoTime, plan.measurements());
        progress.say("measuring the idle machine");
        Machine machine = Machine.here(idleNoise(proc, pauses));
        try (Database database = new Database();
                Processes processes = new Processes(logs);
                Contenders contenders = new Contenders(
                        plan,
                        new Product(home, processes, extra.extras()),
                        extra.other(home),
                        processes,
                        database,
                        new SpringRival(home, processes))) {
            Outcome outcome = new Bench(plan, contenders, proc, pauses, progress).run();
            write(outcome, machine, folder);
        }
        progress.say("\n" + Files.readString(folder.resolve("report.md")) + "written to " + folder);
        return ExitCode.OK;
    }

    private void write(Outcome outcome, Machine machine, Path folder) throws IOException {
        String command = "load-tests/bench "
                + String.join(" ", spec.commandLine().getParseResult().originalArgs());
        Files.writeString(folder.resolve("raw.csv"), RawCsv.text(outcome.measurements()));
        Files.writeString(folder.resolve("report.md"), new MarkdownReport(outcome, machine, command.trim()).text());
        try {
            new Plots(outcome, folder).write();
        } catch (AWTError | InternalError | NoClassDefFoundError | NullPointerException e) {
            // What Java's drawing throws on a machine without fonts, by version.
            System.err.println("no plots: Java cannot draw here (" + e + "); install fontconfig and a font");
        }
    }

    private static Optional<Noise> idleNoise(ProcFs proc, PauseLogs pauses) throws InterruptedException {
        Meter meter = Meter.start(proc, pauses, Map.of());
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        return meter.stop().noise();
    }

    private static Path defaultFolder(Path home) {
        String time = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(LocalDateTime.now(ZoneId.systemDefault()));
        return home.resolve("load-tests/target/bench").resolve(time);
    }
}
