package io.seckill.proof.check.evidence;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.seckill.proof.check.evidence.Evidence.Books;
import io.seckill.v1.Command;
import io.seckill.v1.Item;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Outcome;
import io.seckill.v1.OutcomePage;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Records of topics, as what they say. */
final class Records {
    private Records() {}

    static List<QueuedCommand> commands(List<TopicRecord> records) {
        List<QueuedCommand> commands = new ArrayList<>();
        for (TopicRecord record : records) {
            if (record.text() != null) {
                commands.add(new QueuedCommand(
                        record.place(),
                        record.partition(),
                        record.offset(),
                        record.timestamp(),
                        record.key(),
                        record.headers(),
                        parse(record.place(), record.text(), Command.class)));
            }
        }
        return commands;
    }

    static List<ItemRecord> items(List<TopicRecord> records) {
        List<ItemRecord> items = new ArrayList<>();
        for (TopicRecord record : records) {
            items.add(
                    record.text() == null
                            ? deletion(record, record.key())
                            : item(record, parse(record.place(), record.text(), Item.class)));
        }
        return items;
    }

    static List<EventRecord> events(List<TopicRecord> records) {
        List<EventRecord> events = new ArrayList<>();
        for (TopicRecord record : records) {
            if (record.text() != null) {
                String type = record.headers().getOrDefault("ce_type", "");
                events.add(new EventRecord(
                        record.place(),
                        record.partition(),
                        record.offset(),
                        type.substring(type.lastIndexOf('.') + 1),
                        record.headers().getOrDefault("ce_id", ""),
                        new JsonObject(record.text())));
            }
        }
        return events;
    }

    /** A record without value forgets what ended, or went to another queue: no rule needs it. */
    static Books books(List<TopicRecord> ledger) {
        List<OrderRecord> orders = new ArrayList<>();
        List<ItemRecord> items = new ArrayList<>();
        List<RefusalRecord> refusals = new ArrayList<>();
        for (TopicRecord record : ledger) {
            if (record.text() == null) {
                continue;
            }
            LedgerRecord entry = parse(record.place(), record.text(), LedgerRecord.class);
            switch (entry.getKindCase()) {
                case ORDER ->
                    orders.add(new OrderRecord(
                            record.place(), record.partition(), record.offset(), record.timestamp(), entry.getOrder()));
                case ITEM -> items.add(item(record, entry.getItem()));
                case DELETION -> items.add(deletion(record, entry.getDeletion().getItemId()));
                case OUTCOMES -> refusals.addAll(refusals(record, entry.getOutcomes()));
                case UNKNOWN -> refusals.addAll(refusals(record, entry.getUnknown()));
                default -> {
                    // Of the queue, and of nobody's purchase.
                }
            }
        }
        return new Books(orders, items, refusals, true);
    }

    private static ItemRecord item(TopicRecord record, Item item) {
        return new ItemRecord(record.place(), record.partition(), record.offset(), record.timestamp(), item);
    }

    private static ItemRecord deletion(TopicRecord record, String id) {
        return item(record, Item.newBuilder().setItemId(id).build());
    }

    private static List<RefusalRecord> refusals(TopicRecord record, OutcomePage page) {
        return page.getOutcomesList().stream()
                .map(each -> new RefusalRecord(
                        record.place(),
                        each.getRequestId(),
                        each.getOutcome() == Outcome.UNRECOGNIZED ? Outcome.OUTCOME_UNSPECIFIED : each.getOutcome(),
                        each.getOrderId()))
                .toList();
    }

    private static <T extends Message> T parse(String place, String text, Class<T> kind) {
        try {
            return TextFormat.parse(text, kind);
        } catch (TextFormat.ParseException wrong) {
            throw new IllegalArgumentException(place + " is no " + kind.getSimpleName(), wrong);
        }
    }
}
