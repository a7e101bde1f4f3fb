package io.seckill.backend;

import io.seckill.backend.repartition.Repartitioning;
import io.seckill.backend.repartition.RepartitioningReport;
import io.seckill.kafka.BootstrapNames;
import io.seckill.settings.Cli;
import io.seckill.settings.SettingsException;
import java.security.SecureRandom;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code java -jar seckill-backend.jar grow --queues 10}: adds queues while everything runs. */
@Command(
        name = "grow",
        description = "Adds queues under load. Ended anywhere, the same command goes on where it stood.",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class)
final class GrowCommand extends BackendCommand {
    @Option(
            names = "--queues",
            required = true,
            paramLabel = "N",
            description = "How many there shall be: a multiple of those there are.")
    private int queues;

    GrowCommand() {
        super(BootstrapNames.FOR_A_COMMAND);
    }

    @Override
    void run(BackendSettings settings) throws InterruptedException {
        var subject = new Repartitioning.Subject(
                settings.kafka(), settings.topics(), settings.kafka().group());
        RepartitioningReport report = new RepartitioningReport(System.out::println, System::nanoTime);
        try (Repartitioning growth = new Repartitioning(subject, report, new SecureRandom())) {
            growth.to(queues);
        } catch (KafkaException e) {
            throw new SettingsException("the growth stopped: " + e.getMessage() + "; run it again, it goes on", e);
        }
    }
}
