package io.seckill.backend;

import io.seckill.deadletter.Redrive;
import io.seckill.deadletter.Selection;
import io.seckill.kafka.BootstrapNames;
import io.seckill.settings.Cli;
import picocli.CommandLine.Command;

/** {@code seckill-backend redrive}: sends the dead letters back into their queues, and ends. */
@Command(
        name = "redrive",
        description = "Sends the dead letters that are commands back into their queues, each once, and ends.",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class)
final class RedriveCommand extends BackendCommand {
    RedriveCommand() {
        super(BootstrapNames.FOR_A_COMMAND);
    }

    @Override
    void run(BackendSettings settings) {
        Redrive.Count count = new Redrive(settings.kafka(), settings.topics()).run(Selection.ALL);
        System.out.println(count.sent() + " sent back, " + count.sentBefore() + " sent back before, " + count.left()
                + " left because they are no commands");
    }
}
