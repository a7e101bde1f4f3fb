package io.seckill.proof.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.testkit.ChildProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MutantAgentIT {
    private static final Path AGENT = Path.of("target", "seckill-mutants.jar").toAbsolutePath();

    @Test
    void aProcessStartsWithAMutantOfItsOwn() {
        try (ChildProcess backend = backend("stale-stock")) {
            assertThat(backend.awaitExit()).isZero();
        }
    }

    @Test
    void aProcessStartsWithAMutantOfTheOther() {
        try (ChildProcess backend = backend("edge-never-lifts")) {
            assertThat(backend.awaitExit()).isZero();
            assertThat(backend.output()).contains("edge-never-lifts is not of this process");
        }
    }

    @Test
    void aProcessDoesNotStartWithAMutantThatDoesNotExist() {
        try (ChildProcess backend = backend("no-such-mutant")) {
            assertThat(backend.awaitExit()).isNotZero();
            assertThat(backend.output()).contains("no mutant no-such-mutant");
        }
    }

    @Test
    void aProcessDoesNotStartWithTwoMutantsOfOneClass() {
        try (ChildProcess backend = backend("limit-ignored+listing-misses-newest")) {
            assertThat(backend.awaitExit()).isNotZero();
            assertThat(backend.output()).contains("two mutants would change io.seckill.backend.decide.ItemLedger");
        }
    }

    private static ChildProcess backend(String mutant) {
        return ChildProcess.launcher(
                "mutant", "backend", List.of("-javaagent:" + AGENT + "=" + mutant), List.of("--version"));
    }
}
