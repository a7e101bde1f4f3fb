package io.seckill.backend;

import io.seckill.backend.operate.PositionsTable;
import io.seckill.kafka.BootstrapNames;
import io.seckill.kafka.GroupLag;
import io.seckill.kafka.GroupLagReader;
import io.seckill.kafka.Topics;
import io.seckill.settings.Cli;
import io.seckill.settings.SettingsException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code seckill-backend positions}: how far each group is in each queue, who holds each queue, and ends. */
@Command(
        name = "positions",
        description = "Prints how far each group is in each queue and, apart from that, who holds each queue now.",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class)
final class PositionsCommand extends BackendCommand {
    /** A new process has to load its classes and connect, which on a busy machine and with TLS takes seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            description = "Of this group alone; else of every group in the queues of the requests or of the ledger.")
    private Optional<String> group = Optional.empty();

    PositionsCommand() {
        super(BootstrapNames.FOR_A_COMMAND);
    }

    @Override
    void run(BackendSettings settings) {
        Admin admin = Admin.create(settings.kafka().asking(Map.of("client.id", "seckill-positions")));
        try {
            List<GroupLag> groups = new GroupLagReader(admin, settings.topics(), PATIENCE)
                    .read(group)
                    .toCompletableFuture()
                    .join();
            System.out.print(PositionsTable.print(groups));
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
