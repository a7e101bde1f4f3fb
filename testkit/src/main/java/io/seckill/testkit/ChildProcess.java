package io.seckill.testkit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process that a test started: it can be killed, frozen and thawed, and never outlives the test. */
public final class ChildProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path LOGS = Path.of("target", "processes");
    private static final Pattern HISTOGRAM_TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    private final String name;
    private final Process process;
    private final Path output;

    private ChildProcess(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    /**
     * Starts {@code java} with {@code arguments}.
     *
     * @param name what to call it, and the file below {@code target/processes} that takes its output
     */
    public static ChildProcess java(String name, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(javaItself()));
        command.addAll(arguments);
        return start(name, command, Map.of());
    }

    /** The program that runs this JVM. */
    static String javaItself() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /**
     * Starts the {@code main} of a class on this JVM's class path, without the optimizing compiler: it lives for seconds.
     *
     * @param heap its largest, as {@code 256m}
     */
    public static ChildProcess main(String name, Class<?> main, String heap, List<String> arguments) {
        return java(name, shortLived(main, heap, List.of(), arguments));
    }

    /** What {@link #main} gives {@code java}, with more {@code flags}. */
    static List<String> shortLived(Class<?> main, String heap, List<String> flags, List<String> arguments) {
        List<String> all = new ArrayList<>(List.of("-Xmx" + heap, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        all.addAll(flags);
        all.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        all.addAll(arguments);
        return all;
    }

    /** Starts a launcher of the project's folder {@code bin}; {@code flags} win over those that it gives Java. */
    public static ChildProcess launcher(String name, String launcher, List<String> flags, List<String> arguments) {
        List<String> command =
                new ArrayList<>(List.of(Path.of("..", "bin", launcher).toString()));
        command.addAll(arguments);
        String java = System.getProperty("java.home");
        return start(name, command, Map.of("JAVA_HOME", java, "JAVA_OPTS", String.join(" ", flags)));
    }

    /** As {@link #java}, but any {@code command}, with {@code environment} beside this process's own. */
    public static ChildProcess start(String name, List<String> command, Map<String, String> environment) {
        try {
            Path output = Files.createTempFile(Files.createDirectories(LOGS), name + "-", ".log");
            return start(name, command, environment, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #start(String, List, Map)}, with what it writes added to the file {@code output}. */
    public static ChildProcess start(String name, List<String> command, Map<String, String> environment, Path output) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(output.toFile()));
            builder.environment().keySet().removeIf(variable -> variable.startsWith("SECKILL_"));
            builder.environment().putAll(environment);
            return new ChildProcess(name, builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The system's number for it. */
    public long pid() {
        return process.pid();
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** All that it has written so far, standard error included. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has written {@code text}; fails at once where it ends before. */
    public void awaitOutput(String text) {
        await(name + " to write: " + text).until(() -> {
            if (!process.isAlive() && !output().contains(text)) {
                throw new AssertionError(name + " has ended with " + process.exitValue() + ":\n" + output());
            }
            return output().contains(text);
        });
    }

    /** Waits until it has ended; its exit code. */
    public int awaitExit() {
        if (!endsWithin(PATIENCE)) {
            throw new AssertionError(name + " still runs after " + PATIENCE);
        }
        return process.exitValue();
    }

    /** Waits so long for it to end, and says whether it has. */
    public boolean endsWithin(Duration time) {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** SIGTERM, as Ctrl-C and any supervisor would stop it; does not wait. */
    public void terminate() {
        process.destroy();
    }

    /** SIGKILL, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** SIGSTOP: it stands still, its connections stay open. */
    public void freeze() {
        signal("STOP");
    }

    /** SIGCONT: it goes on as if nothing had been. */
    public void thaw() {
        signal("CONT");
    }

    private String jcmd(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid())));
        command.addAll(List.of(arguments));
        return run(command);
    }

    /** Kills it where it still runs. */
    @Override
    public void close() {
        kill();
    }

    /** Bytes of heap in use, as the histogram finds after the full collection that it makes. */
    public long liveHeap() {
        Matcher total = HISTOGRAM_TOTAL.matcher(jcmd("GC.class_histogram"));
        if (!total.find()) {
            throw new AssertionError("no total in the histogram of " + name);
        }
        return Long.parseLong(total.group(1));
    }

    private void signal(String signal) {
        // The shell's own kill: a machine need not have another.
        run(List.of("sh", "-c", "kill -" + signal + " " + pid()));
    }

    private static String run(List<String> command) {
        try {
            Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (tool.waitFor() != 0) {
                throw new AssertionError(command + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
