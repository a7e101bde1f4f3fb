package io.seckill.load.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Linux's counters under {@code /proc}. Elsewhere every answer is empty. */
public final class ProcFs {
    /** The kernel reports ticks of a hundredth of a second to programs, whatever its own timer's rate. */
    private static final Duration TICK = Duration.ofMillis(10);

    /** HotSpot's names of its compilers' threads, as far as the kernel keeps them. */
    private static final Pattern COMPILER = Pattern.compile("^\\d+ \\(C[12] Compiler");

    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;

    private final Path root;

    /** Reads below {@code root}, {@code /proc} but for tests. */
    public ProcFs(Path root) {
        this.root = root;
    }

    /** The machine's processor counters. */
    public Optional<CpuTimes> machine() {
        return lines(root.resolve("stat"))
                .filter(line -> line.startsWith("cpu "))
                .map(CpuTimes::parse)
                .findFirst();
    }

    /** Processor time that the process has used, user and system together; it advances in steps of 10 ms. */
    public Optional<Duration> cpuOf(long pid) {
        return lines(ofProcess(pid, "stat")).findFirst().map(ProcFs::cpuTime);
    }

    /**
     * Processor time that the just-in-time compilers of a JVM have used; that of a compiler's thread that has ended is no
     * longer counted. Empty where the process is gone.
     */
    public Optional<Duration> compilingOf(long pid) {
        try (Stream<Path> threads = Files.list(ofProcess(pid, "task"))) {
            return Optional.of(threads.map(thread -> lines(thread.resolve("stat")))
                    .flatMap(stat -> stat.filter(line -> COMPILER.matcher(line).find()))
                    .map(ProcFs::cpuTime)
                    .reduce(Duration.ZERO, Duration::plus));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the threads of " + pid, e);
        }
    }

    /** The most memory that the process has had resident, in KiB. */
    public OptionalLong peakMemoryOf(long pid) {
        return statusNumber(pid, "VmHWM:");
    }

    /** The memory that the process has resident, in KiB. */
    public OptionalLong memoryOf(long pid) {
        return statusNumber(pid, "VmRSS:");
    }

    /** The process's threads. */
    public OptionalLong threadsOf(long pid) {
        return statusNumber(pid, "Threads:");
    }

    /** The name in parentheses may itself hold spaces and parentheses: what follows its last one is regular. */
    static Duration cpuTime(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ", -1);
        return TICK.multipliedBy(Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]));
    }

    private OptionalLong statusNumber(long pid, String label) {
        return lines(ofProcess(pid, "status"))
                .filter(line -> line.startsWith(label))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst();
    }

    private Path ofProcess(long pid, String file) {
        return root.resolve(Long.toString(pid)).resolve(file);
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readString(file).lines();
        } catch (IOException e) {
            if (Files.notExists(file)) { // it, or whose it is, may also have gone between opening and reading
                return Stream.empty();
            }
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
