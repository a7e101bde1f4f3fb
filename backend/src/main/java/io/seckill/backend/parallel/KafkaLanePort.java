package io.seckill.backend.parallel;

import io.seckill.backend.command.CutoverMarkerCheck;
import io.seckill.backend.command.ParsedRecord;
import io.seckill.backend.command.RecordTime;
import io.seckill.backend.deliver.Reply;
import io.seckill.backend.parallel.lane.LanePort;
import io.seckill.backend.parallel.lane.RetryRecords;
import io.seckill.backend.parallel.lane.Task;
import io.seckill.backend.trace.CommandTracer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lanes' way out: copies by a producer, events by the mailbox, replies gathered until the turn is over. */
final class KafkaLanePort implements LanePort {
    private static final Logger log = LoggerFactory.getLogger(KafkaLanePort.class);

    private final RetryRecords records;
    private final Producer<byte[], byte[]> producer;
    private final Predecessors predecessors;
    private final Records incoming;
    private final Mailbox mailbox;
    private final LongSupplier clock;
    private List<Reply> replies = new ArrayList<>(); // owned by the engine's thread

    /** What is believed of records that come in, and which of them are traced. */
    record Records(RecordTime times, CutoverMarkerCheck marks, CommandTracer tracer) {}

    KafkaLanePort(
            RetryRecords records,
            Producer<byte[], byte[]> producer,
            Predecessors predecessors,
            Records incoming,
            Mailbox mailbox,
            LongSupplier clock) {
        this.records = records;
        this.producer = producer;
        this.predecessors = predecessors;
        this.incoming = incoming;
        this.mailbox = mailbox;
        this.clock = clock;
    }

    @Override
    public void copy(Task task, Written written) {
        write(records.copy(task), written);
    }

    @Override
    public void deadLetter(Task task, Written written) {
        log.atWarn()
                .addKeyValue("queue", task.raw().partition())
                .addKeyValue("offset", task.raw().offset())
                .log("goes to the dead letters after {} attempts: {}", task.failures(), task.reason());
        write(records.letter(task), written);
    }

    private void write(ProducerRecord<byte[], byte[]> record, Written written) {
        try {
            var unused = producer.send(
                    record,
                    (sent, failure) -> mailbox.post(() -> {
                        if (failure == null) {
                            written.at(sent.offset());
                        } else {
                            failed(record, written, failure);
                        }
                    }));
        } catch (KafkaException refused) {
            mailbox.post(() -> failed(record, written, refused));
        }
    }

    private static void failed(ProducerRecord<?, ?> record, LanePort.Written written, Exception failure) {
        if (failure instanceof RecordTooLargeException) {
            log.warn("not to be written to {}: {}", record.topic(), failure.getMessage());
            written.refused();
        } else {
            log.warn("not written to {} yet: {}", record.topic(), failure.toString());
            written.failed();
        }
    }

    @Override
    public void ask(ParsedRecord.Await await, Consumer<Boolean> answer) {
        predecessors.haveDecided(await).whenComplete((decided, failure) -> {
            if (failure != null) {
                log.debug("what other queues have decided cannot be told yet", failure);
            }
            mailbox.post(() -> answer.accept(failure == null && decided));
        });
    }

    @Override
    public void post(Runnable event) {
        mailbox.post(event);
    }

    @Override
    public void tell(Task task, Reply reply) {
        CommandTracer tracer = incoming.tracer();
        replies.add(
                tracer.on()
                        ? reply.tracedBy(tracer.decidedDurably(
                                task.raw(), reply.result().getOutcome(), task.attemptNanos(now())))
                        : reply);
    }

    /** What was told since the last call. */
    List<Reply> takeReplies() {
        if (replies.isEmpty()) {
            return List.of();
        }
        List<Reply> taken = replies;
        replies = new ArrayList<>();
        return taken;
    }

    @Override
    public long appendedAt(ConsumerRecord<?, ?> record) {
        return incoming.times().of(record);
    }

    @Override
    public boolean counts(ParsedRecord mark) {
        return incoming.marks().counts(mark);
    }

    @Override
    public long now() {
        return clock.getAsLong();
    }
}
