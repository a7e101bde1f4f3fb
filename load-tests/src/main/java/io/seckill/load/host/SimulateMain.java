package io.seckill.load.host;

import io.seckill.load.measure.ProcFs;
import io.seckill.load.process.Processes;
import io.seckill.load.process.Product;
import io.seckill.load.simulation.Answers;
import io.seckill.load.simulation.Brief;
import io.seckill.settings.Cli;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code load-tests/simulate NAME}: runs one Gatling simulation and audits what its buyers were told. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class,
        sortOptions = false,
        description = "Runs a Gatling simulation against a gateway, its own or a given one, and audits the outcome.")
public final class SimulateMain implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Which one: ${COMPLETION-CANDIDATES}.")
    private Script script = Script.Steady;

    @Mixin
    private TargetOptions targets = new TargetOptions();

    @Mixin
    private LoadOptions load = new LoadOptions();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the report goes; default load-tests/target/gatling.")
    private @Nullable Path out;

    /** Runs the command. */
    public static void main(String[] args) {
        System.exit(Cli.run(new SimulateMain(), args));
    }

    @Override
    public Integer call() throws Exception {
        load.check();
        Path home = Path.of(System.getProperty("seckill.home", "."));
        Path folder = Files.createDirectories(out == null ? home.resolve("load-tests/target/gatling") : out)
                .toAbsolutePath();
        try (Processes processes = new Processes(folder.resolve("logs"))) {
            Target target = targets.target(script, new Product(home, processes, Product.Extras.NONE));
            Brief brief = load.brief(script, target, folder);
            Watch watch = Watch.over(new ProcFs(Path.of("/proc")), target.pids());
            int gatling = runGatling(processes, target, brief, folder);
            List<String> problems = new ArrayList<>();
            watch.stop().ifPresent(problems::add);
            problems.addAll(audit(target, brief));
            problems.forEach(problem -> System.out.println("AUDIT: " + problem));
            return gatling == 0 && problems.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private int runGatling(Processes processes, Target target, Brief brief, Path folder) throws InterruptedException {
        List<String> command = gatling(brief, folder);
        if (!script.slowsTheBackend()) {
            return processes.run(command);
        }
        Brake brake = Brake.on(target.backend().orElseThrow());
        try {
            return processes.run(command);
        } finally {
            brake.release();
        }
    }

    private List<String> gatling(Brief brief, Path folder) {
        List<String> command = new ArrayList<>(List.of(
                Product.java(),
                "-Xmx1g",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                // Gatling asks a public host for its newest version: here that question ends at a closed port.
                "-Dhttps.proxyHost=127.0.0.1",
                "-Dhttps.proxyPort=9",
                "-Djava.util.prefs.userRoot=" + folder));
        command.addAll(brief.jvmOptions());
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "io.gatling.app.Gatling",
                "-s",
                script.simulation().getName(),
                "-rf",
                folder.toString()));
        return command;
    }

    private List<String> audit(Target target, Brief brief) throws InterruptedException {
        if (!Files.exists(brief.answers())) {
            return List.of("the simulation did not run to its end");
        }
        Answers answers = Answers.read(brief.answers());
        System.out.println("answers by status (0: none): " + answers.byStatus());
        return new Auditor(target, brief, script.sellsOut()).problems(answers);
    }
}
