package io.seckill.backend.event;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.decide.Ledger;
import io.seckill.backend.decide.LedgerEntry;
import io.seckill.v1.Item;
import io.seckill.v1.ItemDeletion;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Order;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Events that are switched on. An event follows from the ledger before a command and after it, so that the next owner of
 * the queue, who has the same ledger, tells neither less nor more. How a sale stands follows from its definition and the log's
 * time, which the ledger keeps with its position. Nothing else needs to be remembered.
 */
final class ToldEvents implements QueueEvents {
    /** A sale opens or closes. */
    private record Moment(long at, String itemId) {
        static final Comparator<Moment> IN_ORDER =
                Comparator.comparingLong(Moment::at).thenComparing(Moment::itemId);
    }

    private final EventRecords records;
    private final Ledger ledger;
    private final Map<String, ItemBook> books = new HashMap<>(); // of the ledger's items
    private final TreeSet<Moment> moments = new TreeSet<>(Moment.IN_ORDER); // theirs, after the time
    private long time; // the log's, up to which all is told

    ToldEvents(EventRecords records, Ledger ledger) {
        this.records = records;
        this.ledger = ledger;
        this.time = ledger.share().sharedTime();
        for (Item item : ledger.definitions()) {
            ItemBook book = records.book(item.getItemId());
            book.define(item);
            book.sold(book.stock() - Integer.toUnsignedLong(item.getRemaining()));
            book.told(book.stateAt(time));
            book.toldSoldOut(book.soldOut());
            books.put(item.getItemId(), book);
            watch(item);
        }
    }

    @Override
    public void timePasses(LoggedCommand bearer, List<ProducerRecord<byte[], byte[]>> writes) {
        time = Math.max(ledger.time(), bearer.appendedAt());
        while (!moments.isEmpty() && moments.first().at() <= time) {
            Moment moment = moments.first();
            moments.remove(moment);
            tellState(book(moment.itemId()), moment.at(), writes);
        }
    }

    @Override
    public void changed(LoggedCommand cause, List<LedgerEntry> entries, List<ProducerRecord<byte[], byte[]>> writes) {
        for (LedgerEntry entry : entries) {
            LedgerRecord record = entry.record();
            if (record != null && record.hasOrder()) {
                ordered(cause, record.getOrder(), writes);
            } else if (record != null && record.hasItem()) {
                defined(cause, record.getItem(), writes);
            } else if (record != null && record.hasDeletion()) {
                deleted(cause, record.getDeletion(), writes);
            }
        }
        for (LedgerEntry entry : entries) { // a command may give units back and take them out of the sale
            LedgerRecord record = entry.record();
            if (record != null && record.hasOrder()) {
                tellStock(cause, book(record.getOrder().getItemId()), writes);
            } else if (record != null && record.hasItem()) {
                tellStock(cause, book(record.getItem().getItemId()), writes);
            }
        }
    }

    private void ordered(LoggedCommand cause, Order order, List<ProducerRecord<byte[], byte[]>> writes) {
        ItemBook book = book(order.getItemId());
        book.take(order);
        writes.add(records.ofOrder(EventType.of(order.getStatus()), book, order, cause.appendedAt()));
    }

    private void defined(LoggedCommand cause, Item item, List<ProducerRecord<byte[], byte[]>> writes) {
        ItemBook known = books.get(item.getItemId());
        ItemBook book = known == null ? records.book(item.getItemId()) : known;
        books.put(item.getItemId(), book);
        unwatch(book.definition());
        book.define(item);
        watch(item);
        if (!cause.command().hasChangeState()) {
            SaleState state = book.stateAt(time);
            writes.add(ofVersion(EventType.ITEM_DEFINED, book, state, cause.appendedAt()));
            if (state == SaleState.SCHEDULED) {
                book.told(state); // which begins with the same event
            }
        }
        if (known == null) {
            book.toldSoldOut(book.soldOut());
        }
        tellState(book, time, writes);
    }

    private void deleted(LoggedCommand cause, ItemDeletion deletion, List<ProducerRecord<byte[], byte[]>> writes) {
        ItemBook book = book(deletion.getItemId());
        unwatch(book.definition());
        books.remove(deletion.getItemId());
        String version = Long.toString(deletion.getVersion());
        writes.add(records.ofItem(EventType.ITEM_DELETED, book, SaleState.CLOSED, version, cause.appendedAt()));
    }

    private ItemBook book(String itemId) {
        return Objects.requireNonNull(books.get(itemId), () -> "item " + itemId + " is not defined");
    }

    private void watch(Item item) {
        for (long at : new long[] {item.getOpensAt(), item.getClosesAt()}) {
            if (at > time) {
                moments.add(new Moment(at, item.getItemId()));
            }
        }
    }

    private void unwatch(Item item) {
        moments.remove(new Moment(item.getOpensAt(), item.getItemId()));
        moments.remove(new Moment(item.getClosesAt(), item.getItemId()));
    }

    /** That an item stands as its definition says needs no second event. */
    private void tellState(ItemBook book, long at, List<ProducerRecord<byte[], byte[]>> writes) {
        SaleState state = book.stateAt(at);
        if (state != book.told()) {
            book.told(state);
            writes.add(ofVersion(state.begin(), book, state, at));
        }
    }

    /** A sale comes to each state once at the most by each definition, so that its version tells these events apart. */
    private ProducerRecord<byte[], byte[]> ofVersion(EventType type, ItemBook book, SaleState state, long at) {
        return records.ofItem(type, book, state, Long.toString(book.definition().getVersion()), at);
    }

    private void tellStock(LoggedCommand cause, ItemBook book, List<ProducerRecord<byte[], byte[]>> writes) {
        if (book.soldOut() != book.toldSoldOut()) {
            book.toldSoldOut(book.soldOut());
            EventType type = book.soldOut() ? EventType.ITEM_SOLD_OUT : EventType.ITEM_BACK_IN_STOCK;
            String place = cause.queue() + "-" + cause.offset();
            writes.add(records.ofItem(type, book, book.stateAt(time), place, cause.appendedAt()));
        }
    }

    @Override
    public void handedOver() {
        books.keySet().removeIf(itemId -> ledger.status(itemId).isEmpty());
        moments.removeIf(moment -> !books.containsKey(moment.itemId()));
    }

    @Override
    public OptionalLong nextMoment() {
        return moments.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(moments.first().at());
    }

    @Override
    public Optional<String> itemOfNextMoment() {
        return moments.isEmpty()
                ? Optional.empty()
                : Optional.of(moments.first().itemId());
    }
}
