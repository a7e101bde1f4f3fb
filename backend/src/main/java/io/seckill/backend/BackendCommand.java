package io.seckill.backend;

import io.seckill.kafka.BootstrapNames;
import io.seckill.settings.Settings;
import io.seckill.settings.SettingsOptions;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command of this jar: reads the backend's settings and, unless they are only to be printed, runs. */
abstract class BackendCommand implements Callable<Integer> {
    private final Duration namesWithin;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    /** Waits {@code namesWithin} for the brokers' names to have addresses. */
    BackendCommand(Duration namesWithin) {
        this.namesWithin = namesWithin;
    }

    @Override
    public final Integer call() throws Exception {
        Settings all = options.over(
                Settings.defaults(BackendCommand.class.getClassLoader(), BackendSettings.DEFAULTS), System.getenv());
        BackendSettings settings = all.section(BackendSettings.SECTION, BackendSettings.class);
        if (options.printOnly()) {
            System.out.print(all.print());
        } else {
            settings.log().apply();
            BootstrapNames.await(settings.kafka(), namesWithin);
            run(settings);
        }
        return 0;
    }

    abstract void run(BackendSettings settings) throws Exception;
}
