package io.seckill.backend.repartition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.fixture.Stage;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.WithBroker;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Topics that are given partitions by two growths that do not know of each other. */
@WithBroker
class PartitionsTest {
    private final Stage stage;
    private final Admin admin;

    PartitionsTest(TestBroker broker) {
        this.stage = new Stage(broker, 2);
        this.admin = stage.admin();
    }

    @BeforeEach
    void growToSix() throws Exception {
        new Partitions(admin, stage.topics()).grow(6);
    }

    @AfterEach
    void close() {
        admin.close();
        stage.close();
    }

    @Test
    void topicsThatSomebodyElseHasGrownAreLeftAsTheyAre() throws Exception {
        Partitions late = new Partitions(admin, stage.topics());

        late.grow(6);
        late.grow(4);

        await().untilAsserted(() -> assertThat(partitionsOfTheRequests()).isEqualTo(6));
    }

    @Test
    void anotherRefusalIsSaid() throws Exception {
        Partitions late = new Partitions(admin, stage.topics());
        admin.deleteTopics(List.of(stage.topics().requests())).all().get();

        assertThatThrownBy(() -> late.grow(8))
                .isInstanceOf(KafkaException.class)
                .hasCauseInstanceOf(UnknownTopicOrPartitionException.class)
                .hasMessageContaining("topic");
    }

    private int partitionsOfTheRequests() throws Exception {
        return admin.describeTopics(List.of(stage.topics().requests()))
                .allTopicNames()
                .get()
                .get(stage.topics().requests())
                .partitions()
                .size();
    }
}
