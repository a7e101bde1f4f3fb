package io.seckill.backend.command;

import io.seckill.layout.Layout;
import io.seckill.layout.LayoutView;
import io.seckill.slots.SlotMap;
import io.seckill.v1.QueueOffset;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Whether a seal or an await belongs to a growth that the topic seckill.slots tells of: whoever may append commands may
 * append these too, and one that nobody meant would stop a queue, or take its items away.
 *
 * <p>A growth is in the topic before its marks are in the queues, so a reader of the mark who then reads the topic to its
 * end finds it. Blocks, for some milliseconds; there are few marks. For one thread.
 */
public final class CutoverMarkerCheck implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Supplier<? extends Consumer<byte[], byte[]>> readers;
    private final TopicPartition slots;
    private LayoutView view = new LayoutView();
    private @Nullable Consumer<byte[], byte[]> reader; // from the first mark on

    /** Reads the topic {@code slots} with one of {@code readers}. */
    public CutoverMarkerCheck(Supplier<? extends Consumer<byte[], byte[]>> readers, String slots) {
        this.readers = readers;
        this.slots = new TopicPartition(slots, 0);
    }

    /**
     * Whether {@code mark}, a seal or an await, is to be obeyed.
     *
     * @throws KafkaException where the topic cannot be read now
     */
    public boolean counts(ParsedRecord mark) {
        Layout layout = read();
        if (layout == null) {
            return false;
        }
        if (mark instanceof ParsedRecord.Seal seal) {
            List<Integer> added = IntStream.range(layout.table().queues(), layout.queues())
                    .boxed()
                    .toList();
            return counts(
                    layout,
                    seal.table(),
                    seal.to().equals(added),
                    isAmong(layout.seals(), seal.at().queue(), seal.at().offset()));
        } else if (mark instanceof ParsedRecord.Await await) {
            List<Integer> before =
                    IntStream.range(0, layout.table().queues()).boxed().toList();
            return counts(
                    layout,
                    await.table(),
                    await.from().equals(before),
                    isAmong(layout.awaits(), await.at().queue(), await.at().offset()));
        }
        throw new IllegalArgumentException("neither a seal nor an await: " + mark);
    }

    private static boolean counts(Layout layout, SlotMap marked, boolean fits, boolean named) {
        if (marked.version() < layout.current().version()) {
            return true; // of an earlier growth, which is over: whoever has read its marks passes them over
        }
        if (same(marked, layout.current())) {
            return named;
        }
        // Where the marks of one that is under way are is not said yet.
        SlotMap awaited = layout.awaited();
        return awaited != null && same(marked, awaited) && fits;
    }

    private static boolean same(SlotMap one, SlotMap other) {
        return one.record().equals(other.record());
    }

    private static boolean isAmong(List<QueueOffset> marks, int queue, long offset) {
        return marks.stream().anyMatch(mark -> mark.getQueue() == queue && mark.getOffset() == offset);
    }

    private @Nullable Layout read() {
        try {
            Consumer<byte[], byte[]> open = reader == null ? open() : reader;
            view.readOn(open, slots, TIMEOUT);
            return view.layout();
        } catch (KafkaException e) {
            close();
            throw e;
        }
    }

    private Consumer<byte[], byte[]> open() {
        Consumer<byte[], byte[]> opened = readers.get();
        opened.assign(List.of(slots));
        opened.seekToBeginning(List.of(slots));
        view = new LayoutView();
        reader = opened;
        return opened;
    }

    /** Gives the reader back; it may be used again. */
    @Override
    public void close() {
        if (reader != null) {
            reader.close(CloseOptions.timeout(Duration.ZERO));
            reader = null;
        }
    }
}
