package io.seckill.backend.event;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.decide.LedgerEntry;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Events that are switched off. */
final class NoEvents implements QueueEvents {
    @Override
    public void timePasses(LoggedCommand bearer, List<ProducerRecord<byte[], byte[]>> writes) {}

    @Override
    public void changed(LoggedCommand cause, List<LedgerEntry> entries, List<ProducerRecord<byte[], byte[]>> writes) {}

    @Override
    public void handedOver() {}

    @Override
    public OptionalLong nextMoment() {
        return OptionalLong.empty();
    }

    @Override
    public Optional<String> itemOfNextMoment() {
        return Optional.empty();
    }
}
