package io.seckill.backend;

import io.seckill.backend.projection.Projector;
import io.seckill.backend.projection.ProjectorSettings;
import io.seckill.kafka.BootstrapNames;
import io.seckill.settings.Cli;
import io.seckill.settings.Settings;
import io.seckill.settings.SettingsOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code seckill-backend projector}: keeps a table of orders in PostgreSQL up to the ledger, until it is told to stop. */
@Command(
        name = "projector",
        description = "Follows the ledger, as a group of its own, and keeps a table of orders in PostgreSQL.",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class)
final class ProjectorCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Override
    public Integer call() throws Exception {
        Settings all = options.over(
                Settings.defaults(ProjectorCommand.class.getClassLoader(), ProjectorSettings.DEFAULTS),
                System.getenv());
        ProjectorSettings settings = all.section(ProjectorSettings.SECTION, ProjectorSettings.class);
        if (options.printOnly()) {
            System.out.print(all.print());
            return 0;
        }
        settings.log().apply();
        BootstrapNames.await(settings.kafka(), BootstrapNames.FOR_EVER);
        Projector projector = BackendMain.await(Projector.start(settings));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> BackendMain.await(projector.stop()), "seckill-stop"));
        return 0;
    }
}
