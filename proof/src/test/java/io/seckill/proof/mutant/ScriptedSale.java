package io.seckill.proof.mutant;

import io.seckill.v1.Cancel;
import io.seckill.v1.ChangeState;
import io.seckill.v1.Command;
import io.seckill.v1.Confirm;
import io.seckill.v1.Item;
import io.seckill.v1.ItemState;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.ListOrders;
import io.seckill.v1.Lookup;
import io.seckill.v1.Purchase;
import io.seckill.v1.PutItem;
import io.seckill.v1.Refund;
import io.seckill.v1.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One sale, decided by the real ledger, in which each mutant of the ledger breaks a rule. */
final class ScriptedSale {
    private static final String ITEM = "lamp";

    private final ClassLoader product;
    private final RecordedSale sale = new RecordedSale();
    private final List<LedgerRecord> written = new ArrayList<>();
    private Object ledger;
    private long time = 100;
    private int requests;

    private ScriptedSale(ClassLoader product) throws ReflectiveOperationException {
        this.product = product;
        this.ledger = emptyLedger();
    }

    /** The rules that the checker finds broken. */
    static Set<String> brokenRules(@Nullable Mutant mutant) throws ReflectiveOperationException {
        try (ProductClasses product = new ProductClasses(mutant)) {
            ScriptedSale sale = new ScriptedSale(product);
            sale.run();
            return sale.sale.brokenRules();
        }
    }

    private void run() throws ReflectiveOperationException {
        PutItem.Builder lamps =
                PutItem.newBuilder().setStock(3).setPerUserLimit(2).setHoldMillis(1000);
        ask("", command -> command.setPutItem(lamps));
        String lost = buy("ann", 1, "key");
        for (int i = 0; i < 10; i++) {
            buy("ann", 2, "");
        }
        String cancelled = buy("bob", 1, "");
        String refunded = buy("cid", 1, "");
        String refused = buy("dan", 1, "");
        ask("dan", command -> command.setLookup(Lookup.newBuilder().setRequestId(refused)));
        ask("bob", command -> command.setCancel(Cancel.newBuilder().setOrderId(cancelled)));
        ask("bob", command -> command.setConfirm(Confirm.newBuilder().setOrderId(cancelled)));
        ask("cid", command -> command.setConfirm(Confirm.newBuilder().setOrderId(refunded)));
        ask(
                "",
                command -> command.setRefund(
                        Refund.newBuilder().setOrderId(refunded).setRestock(true)));
        ask("ann", command -> command.setListOrders(ListOrders.getDefaultInstance()));
        ask("", command -> command.setChangeState(ChangeState.newBuilder().setTo(ItemState.ITEM_STATE_PAUSED)));
        buy("eve", 1, "");
        ask("", command -> command.setChangeState(ChangeState.newBuilder().setTo(ItemState.ITEM_STATE_UNSPECIFIED)));
        ask("ann", command -> command.setConfirm(Confirm.newBuilder().setOrderId(lost)));
        buy("fay", 1, "");
        time += 2000;
        buy("gus", 1, "");
        publish();
        takeOver();
        buy("ann", 1, "key");
    }

    private String buy(String user, int quantity, String key) throws ReflectiveOperationException {
        return ask(
                user,
                command -> command.setIdempotencyKey(key)
                        .setPurchase(Purchase.newBuilder().setQuantity(quantity)));
    }

    private interface Question {
        Command.Builder in(Command.Builder command);
    }

    /** Asks, and returns the request's id. */
    private String ask(String user, Question question) throws ReflectiveOperationException {
        String id = "request-" + requests++;
        Command command = question.in(
                        Command.newBuilder().setRequestId(id).setUserId(user).setItemId(ITEM))
                .build();
        Class<?> logged = product.loadClass("io.seckill.backend.command.LoggedCommand");
        Object asked = logged.getConstructor(Command.class, int.class, long.class, long.class)
                .newInstance(command, 0, (long) requests, ++time);
        Object decision =
                ledger.getClass().getMethod("decide", logged, long.class).invoke(ledger, asked, time);
        List<LedgerRecord> entries = new ArrayList<>();
        for (Object entry : (List<?>) Members.call(decision, "entries")) {
            if (product.loadClass("io.seckill.backend.decide.LedgerEntry")
                            .getMethod("record")
                            .invoke(entry)
                    instanceof LedgerRecord record) {
                entries.add(record);
            }
        }
        written.addAll(entries);
        sale.add(command, time, (Result) Members.call(decision, "result"), entries);
        return id;
    }

    private void publish() throws ReflectiveOperationException {
        Optional<?> status = (Optional<?>)
                ledger.getClass().getMethod("status", String.class).invoke(ledger, ITEM);
        sale.publish((Item) status.orElseThrow(), ++time);
    }

    private Object emptyLedger() throws ReflectiveOperationException {
        return product.loadClass("io.seckill.backend.decide.Ledger")
                .getConstructor(long.class)
                .newInstance(1L);
    }

    private void takeOver() throws ReflectiveOperationException {
        ledger = emptyLedger();
        for (LedgerRecord record : written) {
            Object order = ledger.getClass()
                    .getMethod("restoreOrder", byte[].class)
                    .invoke(ledger, (Object) record.toByteArray());
            if (order.equals(false)) {
                ledger.getClass().getMethod("restore", LedgerRecord.class).invoke(ledger, record);
            }
        }
        ledger.getClass().getMethod("restoredUpTo", long.class, long.class).invoke(ledger, (long) requests + 1, time);
    }
}
