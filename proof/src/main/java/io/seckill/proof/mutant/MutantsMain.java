package io.seckill.proof.mutant;

import io.seckill.proof.campaign.Profile;
import io.seckill.proof.campaign.ProofMain;
import io.seckill.settings.Cli;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code proof/mutants}: whether the checker sees faults that are planted in the product. */
@Command(
        name = "mutants",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class,
        sortOptions = false,
        description = {
            "Plants one fault after the other in gateways and backends, and runs campaigns until a rule is broken.",
            "The same campaigns without a fault must be clean. The exit code is 1 where one thing or the other fails."
        })
public final class MutantsMain implements Callable<Integer> {
    private static final String ROW = "%-24s %-8s %5s  %s%n";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--seeds", defaultValue = "3", description = "Tried for each, from 1 on; default ${DEFAULT-VALUE}.")
    private int seeds;

    @Option(names = "--only", paramLabel = "NAME", description = "A mutant. May be repeated; default: all.")
    private List<String> only = List.of();

    @Option(names = "--seconds", defaultValue = "20", description = "Length of a campaign; default ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--keep", paramLabel = "DIR", description = "Where folders go; default proof/target/mutants.")
    private Path keep = Path.of(System.getProperty("seckill.home", "."), "proof/target/mutants");

    @Option(names = "--list", description = "Runs nothing: says what each mutant breaks, and where it is planted.")
    private boolean list;

    private final Map<Profile, Integer> tried = new EnumMap<>(Profile.class); // seeds that some mutant needed
    private boolean failed;

    /** Runs the command. */
    public static void main(String[] args) {
        System.exit(Cli.run(new MutantsMain(), args));
    }

    @Override
    public Integer call() throws Exception {
        List<Mutant> mutants = mutants();
        if (list) {
            mutants.forEach(mutant -> System.out.printf(
                    "%-24s %s%n%24s %s.%s%n",
                    mutant.name(),
                    mutant.breaks(),
                    "",
                    mutant.plant().type(),
                    mutant.plant().method()));
            return ExitCode.OK;
        }
        Path home = Path.of(System.getProperty("seckill.home", "."));
        MutantTrials trials = new MutantTrials(home.toAbsolutePath().normalize(), seconds, keep);
        System.out.printf(ROW, "mutant", "profile", "seeds", "rules that it breaks");
        for (Mutant mutant : mutants) {
            tryToCatch(mutant, trials);
        }
        for (Map.Entry<Profile, Integer> each : tried.entrySet()) {
            for (int seed = 1; seed <= each.getValue(); seed++) {
                MutantTrials.Verdict verdict = trials.run(null, seed, each.getKey());
                show("none", verdict, verdict.isClean() ? "clean" : "NOT CLEAN: ");
                failed |= !verdict.isClean();
            }
        }
        return failed ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private List<Mutant> mutants() {
        if (seeds < 1 || seconds < ProofMain.LEAST_SECONDS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--seeds: 1 at least, and --seconds: " + ProofMain.LEAST_SECONDS + ", else nothing is tried");
        }
        try {
            return only.isEmpty()
                    ? Mutants.ALL
                    : only.stream().map(Mutants::named).toList();
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(spec.commandLine(), "--only: " + unknown.getMessage(), unknown);
        }
    }

    private void tryToCatch(Mutant mutant, MutantTrials trials) throws Exception {
        Profile profile = MutantTrials.profile(mutant);
        for (int seed = 1; seed <= seeds; seed++) {
            MutantTrials.Verdict verdict = trials.run(mutant, seed, profile);
            tried.merge(profile, seed, Math::max);
            if (!verdict.isClean()) {
                show(mutant.name(), verdict, "");
                return;
            }
        }
        System.out.printf(ROW, mutant.name(), profile, seeds, "NOT CAUGHT");
        failed = true;
    }

    private static void show(String name, MutantTrials.Verdict verdict, String what) {
        System.out.printf(ROW, name, verdict.profile(), verdict.seed(), what + String.join(", ", verdict.rules()));
    }
}
