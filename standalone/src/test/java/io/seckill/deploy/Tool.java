package io.seckill.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program that a machine may lack.
 *
 * @param path the program
 */
record Tool(Path path) {
    /** What {@code deploy} holds. */
    static final Path DEPLOY = Path.of("..", "deploy").toAbsolutePath().normalize();

    /** What a run of a tool came to; {@code text} is all that it wrote. */
    record Run(int exitCode, String text) {}

    /** The tool {@code name}. Where there is none the test is skipped, but in CI it fails. */
    static Tool named(String name) {
        // Debian has servers where only root looks.
        List<Path> found = Stream.of((System.getenv("PATH") + ":/usr/sbin").split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .toList();
        if ("true".equals(System.getenv("CI"))) {
            assertThat(found).as("places of " + name).isNotEmpty();
        }
        assumeTrue(!found.isEmpty(), "there is no " + name + " here");
        return new Tool(found.get(0));
    }

    /** Runs it in {@code deploy} with {@code input} until it ends. */
    Run run(String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of(path.toString()));
        command.addAll(List.of(arguments));
        try {
            Path given = Files.writeString(Files.createTempFile("seckill-tool-", ".txt"), input);
            Process process = new ProcessBuilder(command)
                    .directory(DEPLOY.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(given.toFile())
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exitCode = process.waitFor();
            Files.delete(given);
            return new Run(exitCode, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
