package io.seckill.proof.mutant;

import io.seckill.proof.campaign.Profile;
import io.seckill.proof.campaign.ProofMain;
import io.seckill.proof.mutant.MutantTrials.Trial;
import io.seckill.settings.Cli;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
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
    private static final String ROW = "%-24s %-8s %5s %5s  %s%n";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--seeds", defaultValue = "3", description = "Tried for each, from 1 on; default ${DEFAULT-VALUE}.")
    private int seeds;

    @Option(names = "--only", paramLabel = "NAME", description = "A mutant. May be repeated; default: all.")
    private List<String> only = List.of();

    @Option(names = "--seconds", description = "Length of all campaigns; default: as long as the mutant needs to show.")
    private @Nullable Integer seconds;

    @Option(names = "--keep", paramLabel = "DIR", description = "Where folders go; default proof/target/mutants.")
    private Path keep = Path.of(System.getProperty("seckill.home", "."), "proof/target/mutants");

    @Option(names = "--list", description = "Runs nothing: says what each mutant breaks, where, and who should see it.")
    private boolean list;

    /** Seeds that some mutant needed, and the longest campaign, of each profile. */
    private final Map<Profile, Integer> tried = new EnumMap<>(Profile.class);

    private final Map<Profile, Integer> lengths = new EnumMap<>(Profile.class);
    private boolean failed;

    /** Runs the command. */
    public static void main(String[] args) {
        System.exit(Cli.run(new MutantsMain(), args));
    }

    @Override
    public Integer call() throws Exception {
        List<Mutant> mutants = mutants();
        if (list) {
            mutants.forEach(MutantsMain::describe);
            return ExitCode.OK;
        }
        Path home = Path.of(System.getProperty("seckill.home", "."));
        MutantTrials trials = new MutantTrials(home.toAbsolutePath().normalize(), keep.toAbsolutePath());
        System.out.printf(ROW, "mutant", "profile", "seed", "s", "rules that it breaks");
        for (Mutant mutant : mutants) {
            tryToCatch(mutant, trials);
        }
        for (Map.Entry<Profile, Integer> each : tried.entrySet()) {
            for (int seed = 1; seed <= each.getValue(); seed++) {
                clean(each.getKey(), seed, trials);
            }
        }
        return failed ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private List<Mutant> mutants() {
        if (seeds < 1 || (seconds != null && seconds < ProofMain.LEAST_SECONDS)) {
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

    private static void describe(Mutant mutant) {
        System.out.printf("%-24s %s%n", mutant.name(), mutant.breaks());
        System.out.printf(
                "%-24s %s.%s%n", "", mutant.plant().type(), mutant.plant().method());
        System.out.printf(
                "%-24s to be found by %s%n",
                "", String.join(" or ", mutant.plant().foundBy()));
    }

    private void tryToCatch(Mutant mutant, MutantTrials trials) throws IOException, InterruptedException {
        Profile profile = MutantTrials.profile(mutant);
        int length = seconds == null ? mutant.plant().seconds() : seconds;
        lengths.merge(profile, length, Math::max);
        List<String> expected = Arrays.asList(mutant.plant().foundBy());
        for (int seed = 1; seed <= seeds; seed++) {
            tried.merge(profile, seed, Math::max);
            List<String> rules =
                    run(new Trial(mutant, profile, seed, length), trials, broken -> told(expected, broken));
            if (!Collections.disjoint(rules, expected)) {
                return;
            }
        }
        failed = true;
    }

    private static String told(List<String> expected, List<String> rules) {
        if (rules.isEmpty()) {
            return "not caught";
        }
        String all = String.join(", ", rules);
        return Collections.disjoint(rules, expected) ? all + "; not caught by " + String.join(" or ", expected) : all;
    }

    private void clean(Profile profile, int seed, MutantTrials trials) throws IOException, InterruptedException {
        Trial trial = new Trial(null, profile, seed, lengths.getOrDefault(profile, ProofMain.LEAST_SECONDS));
        List<String> broken =
                run(trial, trials, rules -> rules.isEmpty() ? "clean" : "NOT CLEAN: " + String.join(", ", rules));
        failed |= !broken.isEmpty();
    }

    /** Says what came of it, and which rules were broken. One that cannot be judged must not end the others. */
    private List<String> run(Trial trial, MutantTrials trials, Function<List<String>, String> text)
            throws IOException, InterruptedException {
        System.err.printf("%s: %s for %d s, seed %d%n", trial.name(), trial.faults(), trial.seconds(), trial.seed());
        long begin = System.nanoTime();
        List<String> rules = List.of();
        String said;
        try {
            rules = trials.run(trial);
            said = text.apply(rules);
        } catch (IllegalStateException unjudged) {
            said = "NOT JUDGED: " + unjudged.getMessage();
            failed = true;
        }
        long took = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
        System.out.printf(ROW, trial.name(), trial.faults(), trial.seed(), took, said);
        return rules;
    }
}
