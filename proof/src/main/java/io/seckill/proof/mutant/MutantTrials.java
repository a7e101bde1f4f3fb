package io.seckill.proof.mutant;

import io.seckill.proof.campaign.FullService;
import io.seckill.proof.campaign.Profile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Runs {@code proof/run} against the product with a mutant and without. */
final class MutantTrials {
    private static final long ENDS_WITHIN_SECONDS = 30;
    private static final Pattern VIOLATION = Pattern.compile("  (\\S[^:]*): .*");

    private final Path home;
    private final Path keep;

    /**
     * A campaign to be run.
     *
     * @param mutant null for none
     * @param seconds for how long clients and faults go on
     */
    record Trial(@Nullable Mutant mutant, Profile profile, int seed, int seconds) {
        String name() {
            return mutant == null ? "none" : mutant.name();
        }

        String faults() {
            return profile.name().toLowerCase(Locale.ROOT);
        }
    }

    /** Runs what was built in {@code home}; folders go below {@code keep}. */
    MutantTrials(Path home, Path keep) {
        this.home = home;
        this.keep = keep;
    }

    /** The faults by which {@code mutant} shows. */
    static Profile profile(Mutant mutant) {
        return switch (mutant.plant().needs()) {
            case CLIENTS -> Profile.CALM;
            case KILLS -> Profile.KILL;
            case FREEZES -> Profile.FREEZE;
            case CUTS -> Profile.NETWORK;
        };
    }

    /**
     * The rules that {@code trial} finds broken. Its folder stays, but for the brokers' data.
     *
     * @throws IllegalStateException where the campaign could not be judged, or the mutant was planted in no process
     */
    List<String> run(Trial trial) throws IOException, InterruptedException {
        Path folder = keep.resolve(trial.name() + '-' + trial.faults() + '-' + trial.seed());
        Utils.delete(folder.toFile()); // of an earlier run
        try {
            List<String> rules = new ArrayList<>(rules(command(trial, folder)));
            Mutant mutant = trial.mutant();
            if (mutant != null && !isPlanted(folder)) {
                throw new IllegalStateException("planted in no process, see " + folder);
            }
            if (mutant != null && !Arrays.asList(mutant.plant().foundBy()).contains(FullService.RULE)) {
                rules.remove(FullService.RULE); // a slow machine breaks that rule by itself
            }
            return rules;
        } finally {
            dropData(folder);
        }
    }

    private List<String> command(Trial trial, Path folder) {
        List<String> command = new ArrayList<>(List.of(home.resolve("proof/run").toString()));
        command.addAll(List.of("--store", "ledger", "--brokers", "1", "--keep-all", "--keep", folder.toString()));
        command.addAll(List.of("--seeds", Integer.toString(trial.seed()), "--profile", trial.faults()));
        command.addAll(List.of("--seconds", Integer.toString(trial.seconds())));
        if (trial.mutant() != null) {
            command.add("--jvm=-javaagent:" + home.resolve("proof/target/seckill-mutants.jar") + "=" + trial.name());
        }
        return command;
    }

    /** Each rule that the campaign finds broken, once. */
    private static List<String> rules(List<String> command) throws IOException, InterruptedException {
        Process campaign = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread stop = new Thread(() -> end(campaign));
        Runtime.getRuntime().addShutdownHook(stop); // where this is interrupted, so is the campaign
        List<String> said = campaign.inputReader(StandardCharsets.UTF_8).lines().toList();
        boolean clean = campaign.waitFor() == 0;
        Runtime.getRuntime().removeShutdownHook(stop);
        List<String> rules = said.stream()
                .map(VIOLATION::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1))
                .distinct()
                .toList();
        if (clean != rules.isEmpty()) {
            throw new IllegalStateException(
                    command + " ended with " + campaign.exitValue() + ":\n" + String.join("\n", said));
        }
        return rules;
    }

    private static void end(Process campaign) {
        campaign.destroy();
        campaign.onExit()
                .orTimeout(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)
                .exceptionally(late -> campaign)
                .join();
    }

    private static boolean isPlanted(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".log")).anyMatch(MutantTrials::saysSo);
        }
    }

    private static boolean saysSo(Path log) {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            return lines.anyMatch(line -> line.startsWith(MutantAgent.PLANTED));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Some hundred megabytes, of which the evidence has what counts. */
    private static void dropData(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> data;
        try (Stream<Path> files = Files.walk(folder, 2)) {
            data = files.filter(file -> file.getFileName().toString().startsWith("data-"))
                    .toList();
        }
        for (Path each : data) {
            Utils.delete(each.toFile());
        }
    }
}
