package io.seckill.backend;

import io.seckill.kafka.BootstrapNames;
import io.seckill.process.OutOfMemory;
import io.seckill.settings.Cli;
import io.seckill.settings.SettingsException;
import io.vertx.core.Future;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;

/** {@code java -jar seckill-backend.jar}: one backend, until it is told to stop. */
@Command(
        name = "seckill-backend",
        description = "Decides the purchases that the gateways put into the queues.",
        mixinStandardHelpOptions = true,
        subcommands = {GrowCommand.class, PositionsCommand.class, ProjectorCommand.class, RedriveCommand.class},
        versionProvider = Cli.Version.class)
public final class BackendMain extends BackendCommand {
    BackendMain() {
        super(BootstrapNames.FOR_EVER);
    }

    /** Starts the process; it lives on in the backend's threads until a signal ends it. */
    public static void main(String... args) {
        OutOfMemory.endsThisProcess();
        int code = Cli.run(new BackendMain(), args);
        if (code != 0) {
            System.exit(code);
        }
    }

    @Override
    void run(BackendSettings settings) {
        Backend backend = await(Backend.start(settings));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> await(backend.stop()), "seckill-stop"));
    }

    /** Waits for a start or a stop. */
    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof SettingsException refused ? refused : e;
        }
    }
}
