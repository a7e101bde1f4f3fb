package io.seckill.proof.mutant;

import io.seckill.proof.campaign.FullService;
import io.seckill.proof.campaign.Profile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs {@code proof/run} against the product with a mutant and without. */
final class MutantTrials {
    /** The one that shows by nothing but time. */
    private static final String STUCK = "failover-stuck";

    private static final long ENDS_WITHIN_SECONDS = 30;
    private static final Pattern VIOLATION = Pattern.compile("  (\\S[^:]*): .*");

    private final Path home;
    private final int seconds;
    private final Path keep;

    /**
     * What one campaign said.
     *
     * @param rules that it found broken
     */
    record Verdict(int seed, Profile profile, List<String> rules) {
        boolean isClean() {
            return rules.isEmpty();
        }
    }

    /** Runs what was built in {@code home}; faults come for {@code seconds}, and folders go below {@code keep}. */
    MutantTrials(Path home, int seconds, Path keep) {
        this.home = home;
        this.seconds = seconds;
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

    /** Runs one campaign, with {@code mutant} or without. Fails where the mutant was planted in no process. */
    Verdict run(@Nullable Mutant mutant, int seed, Profile profile) throws IOException, InterruptedException {
        String name = mutant == null ? "none" : mutant.name();
        String faults = profile.name().toLowerCase(Locale.ROOT);
        Path folder = keep.resolve(name + "-" + faults);
        List<String> command = new ArrayList<>(List.of(home.resolve("proof/run").toString()));
        command.addAll(List.of("--store", "ledger", "--brokers", "1", "--keep-all", "--keep", folder.toString()));
        command.addAll(List.of("--seeds", Integer.toString(seed), "--profile", faults));
        command.addAll(List.of("--seconds", Integer.toString(seconds)));
        if (mutant != null) {
            command.add("--jvm=-javaagent:" + home.resolve("proof/target/seckill-mutants.jar") + "=" + name);
        }
        List<String> rules = new ArrayList<>(rules(command));
        if (mutant != null && !mutant.name().equals(STUCK)) {
            rules.remove(FullService.RULE); // a slow machine breaks that rule by itself
        }
        Verdict verdict = new Verdict(seed, profile, rules);
        if (mutant != null && !isPlanted(folder.resolve("seed-" + seed))) {
            throw new IllegalStateException("mutant " + name + " was planted in no process, see " + folder);
        }
        return verdict;
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
}
