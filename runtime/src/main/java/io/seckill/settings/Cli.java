package io.seckill.settings;

import java.io.PrintWriter;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;

/** Runs a process's command so that whatever is wrong with its input costs the reader one line. */
public final class Cli {
    private Cli() {}

    /**
     * Runs {@code command}, a picocli command.
     *
     * @return 0 where it ended well, 2 for bad options, settings or surroundings (one line on standard error), 1 for
     *     a fault of the program (a stack trace on standard error)
     */
    public static int run(Object command, String... args) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, given) -> refuse(wrong.getCommandLine(), wrong.getMessage()))
                .setExecutionExceptionHandler((broken, line, parsed) -> {
                    if (broken instanceof SettingsException refused) {
                        return refuse(line, refused.getMessage());
                    }
                    if (broken instanceof KafkaException refused) {
                        return refuse(line, "Kafka: " + rootOf(refused));
                    }
                    broken.printStackTrace(line.getErr());
                    return ExitCode.SOFTWARE;
                })
                .execute(args);
    }

    private static String rootOf(Throwable failure) {
        return failure.getCause() == null ? Values.oneLine(failure.getMessage()) : rootOf(failure.getCause());
    }

    private static int refuse(CommandLine line, @Nullable String why) {
        PrintWriter err = line.getErr();
        err.println(line.getCommandSpec().qualifiedName() + ": " + why + " (--help lists the options)");
        err.flush();
        return ExitCode.USAGE;
    }

    /** Prints the version that the build put into the jar. */
    public static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Version.class.getPackage().getImplementationVersion();
            return new String[] {"seckill " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
