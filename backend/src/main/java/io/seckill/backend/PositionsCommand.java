package io.seckill.backend;

import io.seckill.backend.operate.PositionsTable;
import io.seckill.kafka.BootstrapNames;
import io.seckill.kafka.GroupLag;
import io.seckill.kafka.GroupLagReader;
import io.seckill.kafka.Topics;
import io.seckill.settings.Cli;
import io.seckill.settings.Settings;
import io.seckill.settings.SettingsException;
import io.seckill.settings.SettingsOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code seckill-backend positions}: how far each group is in each queue, who holds each queue, and ends. */
@Command(
        name = "positions",
        description = "Prints how far each group is in each queue and, apart from that, who holds each queue now.",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class)
final class PositionsCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            description = "Of this group alone; else of every group in the queues of the requests or of the ledger.")
    private Optional<String> group = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
        Settings all = options.over(
                Settings.defaults(PositionsCommand.class.getClassLoader(), BackendSettings.DEFAULTS), System.getenv());
        BackendSettings settings = all.section(BackendSettings.SECTION, BackendSettings.class);
        if (options.printOnly()) {
            System.out.print(all.print());
            return 0;
        }
        settings.log().apply();
        BootstrapNames.await(settings.kafka(), BootstrapNames.FOR_A_COMMAND);
        Admin admin = Admin.create(settings.kafka().asking(Map.of("client.id", "seckill-positions")));
        try {
            List<GroupLag> groups = new GroupLagReader(admin, settings.topics())
                    .read(group)
                    .toCompletableFuture()
                    .join();
            System.out.print(PositionsTable.print(groups));
            return 0;
        } catch (CompletionException e) {
            throw new SettingsException(
                    "the cluster at " + settings.kafka().bootstrapServers() + " does not tell: "
                            + Topics.rootOf(e).getMessage(),
                    e);
        } finally {
            admin.close(Duration.ZERO);
        }
    }
}
