package io.seckill.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.KafkaThread;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process of its own for each place where memory can run out. */
class OutOfMemoryTest {
    /** Where it does. */
    enum Place {
        EVENT_LOOP {
            @Override
            void runOut(Vertx vertx) {
                vertx.runOnContext(here -> demandTooMuch());
            }
        },
        TASK_OF_NETTY {
            @Override
            void runOut(Vertx vertx) {
                ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop().execute(Place::demandTooMuch);
            }
        },
        THREAD_OF_KAFKA {
            @Override
            void runOut(Vertx vertx) {
                new KafkaThread("sender", Place::demandTooMuch, true).start();
            }
        },
        OTHER_THREAD {
            @Override
            void runOut(Vertx vertx) {
                new Thread(Place::demandTooMuch, "poll").start();
            }
        },
        NOWHERE_THAT_ANYBODY_HEARS_OF {
            @Override
            void runOut(Vertx vertx) {
                vertx.<Void>executeBlocking(() -> {
                    while (true) {
                        hoardMore();
                    }
                });
            }

            /** A later collection may find room once more, and the probe would get it. */
            private static void hoardMore() {
                try {
                    chain = new Object[] {chain, new byte[1 << 10]};
                } catch (OutOfMemoryError e) {
                    // Nobody hears of it.
                }
            }
        };

        private static final List<byte[]> HOARD = new ArrayList<>();
        private static @Nullable Object chain;

        abstract void runOut(Vertx vertx);

        static void demandTooMuch() {
            HOARD.add(new byte[1 << 30]);
        }
    }

    /** The process, which nothing else ends. */
    public static void main(String[] args) throws InterruptedException {
        new LogSettings("text", "info").apply();
        OutOfMemory.endsThisProcess();
        Place.valueOf(args[0]).runOut(EventLoops.start(1));
        new CountDownLatch(1).await();
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void theProcessEndsWithCodeThreeAndALine(Place place, @TempDir Path folder) throws Exception {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        // Nor does a process need a folder for temporary files, and here none can be made.
                        "-Djava.io.tmpdir=/proc/none",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OutOfMemoryTest.class.getName(),
                        place.name())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            String said = Files.readString(output);
            assertThat(ended).as(said).isTrue();
            assertThat(process.exitValue()).as(said).isEqualTo(OutOfMemory.EXIT_CODE);
            assertThat(said).contains("out of memory: the process ends with code 3");
        } finally {
            process.destroyForcibly();
        }
    }
}
