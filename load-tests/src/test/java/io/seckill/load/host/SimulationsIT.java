package io.seckill.load.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.load.process.Processes;
import io.seckill.load.process.Product;
import io.seckill.settings.Cli;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every simulation for a few seconds against one product of three processes, with its assertions and its audit. */
@Tag("slow")
@TestInstance(Lifecycle.PER_CLASS)
class SimulationsIT {
    private Path folder = Path.of("");
    private Processes processes;
    private Product product;
    private long backend;

    @BeforeAll
    void start(@TempDir Path temporary) throws InterruptedException {
        folder = temporary;
        processes = new Processes(folder.resolve("logs"));
        product = new Product(Path.of(System.getProperty("seckill.home")), processes, Product.Extras.NONE);
        product.startBroker();
        backend = product.startBackend().pid();
        product.startGateway();
    }

    @AfterAll
    void stop() {
        processes.close();
    }

    @ParameterizedTest
    @EnumSource(Script.class)
    void runsPassesItsAssertionsAndItsAudit(Script script) throws Exception {
        Path out = folder.resolve(script.name());

        int code = Cli.run(
                new SimulateMain(),
                script.name(),
                "--smoke",
                "--url=" + product.ports().buyers(),
                "--operators=" + product.ports().operators(),
                "--kafka=" + product.ports().bootstrapServers(),
                "--backend-pid=" + backend,
                "--out=" + out);

        assertThat(code).isZero();
        try (Stream<Path> files = Files.walk(out)) {
            assertThat(files).anyMatch(file -> file.endsWith("index.html"));
        }
    }
}
