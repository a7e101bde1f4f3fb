package io.seckill.backend.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.backend.Backend;
import io.seckill.backend.fixture.Stage;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.WithBroker;
import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithBroker
class PoisonTest {
    private static final byte[] LAMP = "lamp".getBytes(StandardCharsets.UTF_8);

    @AutoClose
    private Stage stage;

    @BeforeEach
    void open(TestBroker broker) {
        stage = new Stage(broker, 1);
    }

    @Test
    void poisonIsSetAsideWithItsOriginAndTheQueueGoesOn() throws Exception {
        Backend backend = stage.startBackend();
        stage.ask(stage.commands().putItem("lamp", 5, 1));
        byte[] nonsense = {1, 2, 3};
        stage.append(LAMP, nonsense, 0);

        assertThat(stage.ask(stage.commands().purchase("lamp", "ann")).getOutcome())
                .isEqualTo(Outcome.OUTCOME_ACCEPTED);

        ConsumerRecord<byte[], byte[]> letter = onlyLetter();
        assertThat(letter.value()).isEqualTo(nonsense);
        assertThat(letter.key()).isEqualTo(LAMP);
        assertThat(headers(letter))
                .containsEntry("origin-topic", stage.topics().requests())
                .containsEntry("origin-partition", "0")
                .containsEntry("origin-offset", "1")
                .containsEntry("size", "3")
                .containsKey("reason");
        assertThat(Stage.get(backend, "/metrics").body())
                .contains("seckill_commands_poison_total{kind=\"unparsable\"} 1.0");
    }

    @Test
    void poisonIsSetAsideOnceHoweverOftenTheBackendRestarts() {
        stage.append(LAMP, new byte[] {1, 2, 3}, 0);
        stage.stop(stage.startBackend());

        stage.startBackend();
        stage.ask(stage.commands().putItem("lamp", 5, 1));

        assertThat(stage.deadLetters()).hasSize(1);
    }

    @Test
    void poisonTooLargeToCarryHeadersIsCut() {
        stage.startBackend();
        stage.append(LAMP, new byte[1_000_000], 0);

        stage.ask(stage.commands().putItem("lamp", 5, 1));

        ConsumerRecord<byte[], byte[]> letter = onlyLetter();
        assertThat(letter.value()).hasSize(512 * 1024);
        assertThat(headers(letter)).containsEntry("size", "1000000");
    }

    @Test
    void aCommandUnderAnotherItemsKeyIsPoison() {
        stage.startBackend();
        Command misplaced = stage.commands().purchase("rug", "ann");
        stage.append(LAMP, misplaced.toByteArray(), 0);

        stage.ask(stage.commands().putItem("lamp", 5, 1));

        assertThat(headers(onlyLetter()).get("reason")).contains("key");
    }

    private ConsumerRecord<byte[], byte[]> onlyLetter() {
        List<ConsumerRecord<byte[], byte[]>> letters = stage.deadLetters();
        assertThat(letters).hasSize(1);
        return letters.get(0);
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        return StreamSupport.stream(record.headers().spliterator(), false)
                .collect(Collectors.toMap(
                        header -> header.key(), header -> new String(header.value(), StandardCharsets.UTF_8)));
    }
}
