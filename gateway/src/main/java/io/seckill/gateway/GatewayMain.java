package io.seckill.gateway;

import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.kafka.BootstrapNames;
import io.seckill.process.OutOfMemory;
import io.seckill.settings.Cli;
import io.seckill.settings.Settings;
import io.seckill.settings.SettingsOptions;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The gateway as a process. */
@Command(
        name = "seckill-gateway",
        description = "Takes purchases over HTTP, queues them in Kafka, answers when a backend has decided.",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class)
public final class GatewayMain implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(GatewayMain.class);

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    /** Runs until SIGTERM; exit code 2 says that the settings or the surroundings are at fault. */
    public static void main(String[] args) {
        OutOfMemory.endsThisProcess();
        int code = Cli.run(new GatewayMain(), args);
        if (code != 0) {
            System.exit(code);
        }
    }

    @Override
    public Integer call() throws Exception {
        Settings settings = options.over(
                Settings.defaults(GatewayMain.class.getClassLoader(), GatewaySettings.DEFAULTS), System.getenv());
        GatewaySettings gatewaySettings = settings.section(GatewaySettings.SECTION, GatewaySettings.class);
        if (options.printOnly()) {
            System.out.print(settings.print());
            return 0;
        }
        gatewaySettings.log().apply();
        BootstrapNames.await(gatewaySettings.kafka(), BootstrapNames.FOR_EVER);
        Gateway gateway = Gateway.start(gatewaySettings).await();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(gateway), "shutdown"));
        gateway.ready().await();
        return 0;
    }

    /** The process ends with the hook: one that waited for ever would have to be killed. */
    private static void stop(Gateway gateway) {
        try {
            gateway.stop().await(gateway.longestStop().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.error("the gateway did not stop within {}; the process ends all the same", gateway.longestStop());
        }
    }
}
