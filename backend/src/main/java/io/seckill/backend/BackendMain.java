package io.seckill.backend;

import io.seckill.kafka.BootstrapNames;
import io.seckill.settings.Cli;
import io.seckill.settings.OutOfMemory;
import io.seckill.settings.Settings;
import io.seckill.settings.SettingsException;
import io.seckill.settings.SettingsOptions;
import io.vertx.core.Future;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code java -jar seckill-backend.jar}: one backend, until it is told to stop. */
@Command(
        name = "seckill-backend",
        description = "Decides the purchases that the gateways put into the queues.",
        mixinStandardHelpOptions = true,
        subcommands = {GrowCommand.class, PositionsCommand.class, ProjectorCommand.class, RedriveCommand.class},
        versionProvider = Cli.Version.class)
public final class BackendMain implements Callable<Integer> {
    @Mixin
    private SettingsOptions options = new SettingsOptions();

    /** Starts the process; it lives on in the backend's threads until a signal ends it. */
    public static void main(String... args) {
        OutOfMemory.endsThisProcess();
        int code = Cli.run(new BackendMain(), args);
        if (code != 0) {
            System.exit(code);
        }
    }

    @Override
    public Integer call() throws Exception {
        Settings all = options.over(
                Settings.defaults(BackendMain.class.getClassLoader(), BackendSettings.DEFAULTS), System.getenv());
        BackendSettings settings = all.section(BackendSettings.SECTION, BackendSettings.class);
        if (options.printOnly()) {
            System.out.print(all.print());
            return 0;
        }
        settings.log().apply();
        BootstrapNames.await(settings.kafka(), BootstrapNames.FOR_EVER);
        Backend backend = await(Backend.start(settings));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> await(backend.stop()), "seckill-stop"));
        return 0;
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
