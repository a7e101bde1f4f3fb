package io.seckill.backend;

import io.seckill.backend.repartition.Repartitioning;
import io.seckill.backend.repartition.RepartitioningReport;
import io.seckill.kafka.BootstrapNames;
import io.seckill.settings.Cli;
import io.seckill.settings.Settings;
import io.seckill.settings.SettingsException;
import io.seckill.settings.SettingsOptions;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code java -jar seckill-backend.jar grow --queues 10}: adds queues while everything runs. */
@Command(
        name = "grow",
        description = "Adds queues under load. Ended anywhere, the same command goes on where it stood.",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class)
final class GrowCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Option(
            names = "--queues",
            required = true,
            paramLabel = "N",
            description = "How many there shall be: a multiple of those there are.")
    private int queues;

    @Override
    public Integer call() throws Exception {
        Settings all = options.over(
                Settings.defaults(GrowCommand.class.getClassLoader(), BackendSettings.DEFAULTS), System.getenv());
        BackendSettings settings = all.section(BackendSettings.SECTION, BackendSettings.class);
        if (options.printOnly()) {
            System.out.print(all.print());
            return 0;
        }
        BootstrapNames.await(settings.kafka(), BootstrapNames.FOR_A_COMMAND);
        var subject = new Repartitioning.Subject(
                settings.kafka(), settings.topics(), settings.kafka().group());
        RepartitioningReport report = new RepartitioningReport(System.out::println, System::nanoTime);
        try (Repartitioning growth = new Repartitioning(subject, report, new SecureRandom())) {
            growth.to(queues);
            return 0;
        } catch (KafkaException e) {
            throw new SettingsException("the growth stopped: " + e.getMessage() + "; run it again, it goes on", e);
        }
    }
}
