package io.seckill.backend;

import io.seckill.backend.membership.OwnerId;
import io.seckill.backend.redrive.Redrive;
import io.seckill.kafka.BootstrapNames;
import io.seckill.kafka.KafkaSettings;
import io.seckill.layout.Layout;
import io.seckill.layout.LayoutLog;
import io.seckill.settings.Cli;
import io.seckill.settings.SettingsException;
import io.seckill.slots.Routing;
import io.seckill.v1.GrowthPhase;
import java.security.SecureRandom;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
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
        Redrive.Count count = redrive(settings);
        System.out.println(count.sent() + " sent back, " + count.left() + " left because they are no commands");
    }

    static Redrive.Count redrive(BackendSettings settings) {
        KafkaSettings kafka = settings.kafka();
        OwnerId name = OwnerId.next(settings.kafka().group() + "-redrive", new SecureRandom());
        try (var letters = new KafkaConsumer<>(
                        kafka.with(Map.of(
                                "client.id",
                                name.toString(),
                                "group.id",
                                name.group(),
                                "enable.auto.commit",
                                false,
                                "auto.offset.reset",
                                "earliest",
                                "isolation.level",
                                "read_committed")),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
                var queues = new KafkaProducer<>(
                        kafka.with(Map.of("client.id", name.toString(), "acks", "all")),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            return new Redrive(settings.topics(), letters, queues, routing(settings, name)).run();
        }
    }

    private static Routing routing(BackendSettings settings, OwnerId name) {
        String slots = settings.topics().slots();
        try (LayoutLog log = new LayoutLog(settings.kafka(), slots, name + "-slots")) {
            Layout layout = log.read().layout();
            if (layout == null || layout.phase() != GrowthPhase.GROWTH_PHASE_STEADY) {
                throw new SettingsException(
                        layout == null
                                ? "the topic " + slots + " holds no layout: no backend was ever started"
                                : "queues are being added: wait until grow has ended, then redrive");
            }
            return layout.routing();
        }
    }
}
