package io.seckill.backend.postgres;

import io.seckill.backend.database.Migration;
import io.seckill.backend.database.PostgresSettings;
import io.seckill.backend.parallel.handler.Attempt;
import io.seckill.backend.parallel.handler.ContendedException;
import io.seckill.backend.parallel.handler.Handler;
import io.seckill.backend.parallel.handler.UnavailableException;
import io.seckill.backend.postgres.PurchaseBatcher.Purchase;
import io.seckill.backend.postgres.SaleStatements.Decision;
import io.seckill.v1.Command;
import io.seckill.v1.Item;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides commands by statements of PostgreSQL. Thread-safe. */
public final class PostgresStore implements Handler {
    private static final Logger log = LoggerFactory.getLogger(PostgresStore.class);

    private static final long FORGET_EVERY_MS = 60_000;
    private static final long FORGET_MORE_MS = 1_000; // purchases use the same connections
    private static final String SCRIPTS = "io/seckill/backend/postgres";
    private static final String HISTORY = "flyway_schema_history";

    /** Purchases that one statement, and so one commit, decides at most. It takes those that wait, and waits for none. */
    private static final int MAX_BATCH = 100;

    private final Vertx vertx;
    private final PostgresSettings settings;
    private final StoreSettings use;
    private final SaleStatements statements;
    private final StoreConnections connections;
    private final InstantSource clock;
    private final Consumer<List<Item>> changed;
    private final PurchaseBatcher<Row> purchases;

    /**
     * A store whose connections open when they are needed.
     *
     * @param changed hears of items that have changed, on any thread
     */
    public PostgresStore(
            Vertx vertx,
            PostgresSettings settings,
            StoreSettings use,
            StoreRules rules,
            InstantSource clock,
            Consumer<List<Item>> changed) {
        this.vertx = vertx;
        this.settings = settings;
        this.use = use;
        this.statements = new SaleStatements(settings, rules);
        this.clock = clock;
        this.changed = changed;
        this.connections = new StoreConnections(vertx, settings, use.connections(), statements);
        this.purchases = new PurchaseBatcher<>(use.connections(), MAX_BATCH, this::buyAll);
        vertx.setTimer(FORGET_EVERY_MS, due -> forget());
    }

    /** Brings the tables up to date; fails where PostgreSQL cannot be reached, and may then be called again. */
    public Future<Void> open() {
        // Before, because this client says in one plain line what is wrong.
        return connections
                .greet()
                .compose(there -> vertx.executeBlocking(() -> {
                    Migration.apply(settings, SCRIPTS, HISTORY);
                    return null;
                }))
                .recover(failure -> Future.failedFuture(connections.away(failure)))
                .mapEmpty();
    }

    @Override
    public Future<Result> decide(Attempt attempt) {
        Command command = attempt.command();
        if (!storable(command)) {
            // Known without an attempt, and alike each time: nobody has to wait for PostgreSQL to say so.
            return Future.succeededFuture(
                    attempt.answer(Outcome.OUTCOME_REJECTED_BY_BACKEND).build());
        }
        boolean expired = isExpired(attempt);
        return switch (command.getActionCase()) {
            case PURCHASE -> bought(List.of(purchase(attempt))).map(results -> results.get(0));
            case PUT_ITEM ->
                expired
                        ? Future.succeededFuture(
                                attempt.answer(Outcome.OUTCOME_EXPIRED).build())
                        : told(attempt, Decision.DEFINE, SaleStatements.define(attempt));
            case CHANGE_STATE ->
                expired
                        ? Future.succeededFuture(
                                attempt.answer(Outcome.OUTCOME_EXPIRED).build())
                        : told(attempt, Decision.CHANGE_STATE, SaleStatements.changeState(attempt));
            case DELETE_ITEM -> deleted(attempt, Decision.DELETE_ITEM, SaleStatements.deleteItem(attempt, expired));
            case LOOKUP -> told(attempt, Decision.LOOK_UP, SaleStatements.lookUp(attempt));
            case CONFIRM, CANCEL, REFUND ->
                told(attempt, Decision.ASK, SaleStatements.ask(attempt, Question.of(command), expired));
            case SHOW_ORDER -> // Whatever its time to live: "expired" would be taken for an answer.
                told(attempt, Decision.ASK, SaleStatements.ask(attempt, Question.of(command), false));
            case LIST_ORDERS -> listed(attempt);
            case EXPIRE_HOLDS ->
                endHolds(attempt)
                        .map(ended ->
                                attempt.answer(Outcome.OUTCOME_UNSPECIFIED).build());
            case SEAL, AWAIT, ACTION_NOT_SET -> Future.failedFuture("what is no command about an item was let through");
        };
    }

    private boolean isExpired(Attempt attempt) {
        long expiresAt = attempt.command().getExpiresAt();
        return expiresAt != 0 && Math.max(clock.millis(), attempt.recorded().appendedAt()) > expiresAt;
    }

    /** A text of PostgreSQL holds any character but NUL. */
    private static boolean storable(Command command) {
        return Stream.of(
                        command.getRequestId(),
                        command.getItemId(),
                        command.getUserId(),
                        command.getIdempotencyKey(),
                        command.getDeviceId(),
                        command.getPutItem().getTitle(),
                        command.getLookup().getRequestId(),
                        command.getConfirm().getOrderId(),
                        command.getCancel().getOrderId(),
                        command.getRefund().getOrderId(),
                        command.getShowOrder().getOrderId())
                .allMatch(text -> text.indexOf('\0') < 0);
    }

    /**
     * Decides that {@code attempt} is given up, unless an attempt at its command has taken effect. One that is under way
     * still, on a connection that was given up perhaps, finds that, and changes nothing: whichever of the two PostgreSQL
     * hears first is what everybody is told, also after the next take-over. To be shown an order changes nothing, and
     * holds end whoever says so: of those two nothing is kept.
     */
    @Override
    public Future<Result> reject(Attempt attempt) {
        Command command = attempt.command();
        return switch (command.getActionCase()) {
            case PURCHASE -> told(attempt, Decision.REJECT, SaleStatements.purchase(attempt));
            case CONFIRM, CANCEL, REFUND ->
                told(attempt, Decision.REJECT_ASK, SaleStatements.about(attempt, Question.of(command)));
            case PUT_ITEM -> told(attempt, Decision.REJECT_DEFINE, SaleStatements.aboutItem(attempt));
            case CHANGE_STATE -> told(attempt, Decision.REJECT_CHANGE_STATE, SaleStatements.aboutItem(attempt));
            case DELETE_ITEM -> deleted(attempt, Decision.REJECT_DELETE_ITEM, SaleStatements.aboutItem(attempt));
            default -> Handler.super.reject(attempt);
        };
    }

    @Override
    public Future<?> probe() {
        return connections.probe(statements.probe());
    }

    /** PostgreSQL ends what takes too long, so nothing of that is the command's own doing. */
    @Override
    public boolean boundsAttempts() {
        return true;
    }

    @Override
    public int longestLine() {
        return MAX_BATCH;
    }

    /** Purchases of one item go together. */
    @Override
    public Future<List<Result>> decide(List<Attempt> line) {
        String itemId = line.get(0).command().getItemId();
        List<Purchase> purchases = line.stream()
                .takeWhile(attempt -> attempt.command().hasPurchase()
                        && attempt.command().getItemId().equals(itemId)
                        && storable(attempt.command()))
                .map(this::purchase)
                .toList();
        return purchases.isEmpty() ? decide(line.get(0)).map(List::of) : bought(purchases);
    }

    private Purchase purchase(Attempt attempt) {
        return new Purchase(attempt, isExpired(attempt));
    }

    /** Decides in a batch; where that failed by itself, the first alone: what stood in the way may concern another one. */
    private Future<List<Result>> bought(List<Purchase> line) {
        Attempt first = line.get(0).attempt();
        Tuple arguments = SaleStatements.buy(first, line.get(0).expired());
        if (first.number() > 1) { // alone, so that no other one's failure is held against it again
            return told(first, Decision.BUY, arguments).map(List::of);
        }
        return purchases.decide(line).transform(decided -> {
            if (decided.succeeded()) {
                List<Result> results = results(line, decided.result());
                return results.isEmpty()
                        ? settled(first, decided.result().get(0), Decision.BUY, arguments)
                                .map(List::of)
                        : Future.succeededFuture(results);
            }
            Throwable cause = decided.cause();
            return cause instanceof UnavailableException || cause instanceof ContendedException
                    ? Future.failedFuture(cause)
                    : told(first, Decision.BUY, arguments).map(List::of);
        });
    }

    /** Up to the first that holds that are over stand before; those behind it are told the same when they come again. */
    private static List<Result> results(List<Purchase> line, List<Row> rows) {
        List<Result> results = new ArrayList<>(rows.size());
        for (Row row : rows) {
            Attempt attempt = line.get(results.size()).attempt();
            if (Rows.isOutdated(attempt, row)) {
                break;
            }
            results.add(Rows.result(attempt, row));
        }
        return results;
    }

    private Future<List<Row>> buyAll(List<Purchase> batch) {
        return connections.call(Decision.BUY_ALL, SaleStatements.buyAll(batch)).map(rows -> {
            List<Row> told = new ArrayList<>(batch.size());
            Map<String, Item> latest = new LinkedHashMap<>();
            for (Row row : rows) {
                String itemId = batch.get(told.size()).attempt().command().getItemId();
                told.add(row);
                if (Boolean.TRUE.equals(row.getBoolean("changed"))) {
                    latest.put(itemId, Rows.item(itemId, row));
                }
            }
            if (!latest.isEmpty()) {
                changed.accept(List.copyOf(latest.values()));
            }
            return told;
        });
    }

    /** What {@code decision} tells. */
    private Future<Result> told(Attempt attempt, Decision decision, Tuple arguments) {
        return decided(attempt, decision, arguments).compose(told -> settled(attempt, told, decision, arguments));
    }

    /** Holds that are over and matter to {@code decision} are ended first, in their own transaction. */
    private Future<Result> settled(Attempt attempt, Row told, Decision decision, Tuple arguments) {
        return Rows.isOutdated(attempt, told)
                ? endHolds(attempt).compose(ended -> told(attempt, decision, arguments))
                : Future.succeededFuture(Rows.result(attempt, told));
    }

    private Future<Result> listed(Attempt attempt) {
        return connections
                .call(Decision.LIST_ORDERS, SaleStatements.listOrders(attempt))
                .compose(rows -> rows.stream().anyMatch(row -> Rows.isOutdated(attempt, row))
                        ? endHolds(attempt).compose(ended -> listed(attempt))
                        : Future.succeededFuture(Rows.list(attempt, rows)));
    }

    /** Ends all holds of the command's item that are over by the log's time. */
    private Future<Void> endHolds(Attempt attempt) {
        return decided(attempt, Decision.END_HOLDS, SaleStatements.endHolds(attempt))
                .compose(told -> told.getBoolean("changed") ? endHolds(attempt) : Future.succeededFuture());
    }

    /** What {@code decision} tells, once nothing is left of an item that is deleted. */
    private Future<Result> deleted(Attempt attempt, Decision decision, Tuple arguments) {
        return told(attempt, decision, arguments)
                .compose(told -> told.getOutcome() == Outcome.OUTCOME_ITEM_DELETED
                        ? forgetDeleted(attempt.command().getItemId()).map(told)
                        : Future.succeededFuture(told));
    }

    /** In bounded steps; after a crash whoever decides the command again goes on. */
    private Future<Void> forgetDeleted(String itemId) {
        return connections.call(Decision.FORGET_DELETED, Tuple.of(itemId)).compose(rows -> {
            int outcome = rows.iterator().next().getInteger("outcome");
            return outcome == Outcome.OUTCOME_ITEM_DELETED_VALUE ? Future.succeededFuture() : forgetDeleted(itemId);
        });
    }

    private Future<Row> decided(Attempt attempt, Decision decision, Tuple arguments) {
        return connections.call(decision, arguments).map(rows -> {
            Row told = rows.iterator().next();
            if (Boolean.TRUE.equals(told.getBoolean("changed"))) {
                changed.accept(List.of(Rows.item(attempt.command().getItemId(), told)));
            }
            return told;
        });
    }

    /** Every item as it now is, and those that were deleted lately, as {@link Rows#item} has them. */
    public Future<List<Item>> items() {
        return connections.read(statements.items(), Tuple.tuple()).map(rows -> {
            List<Item> items = new ArrayList<>(rows.size());
            rows.forEach(row -> items.add(Rows.item(row.getString("item_id"), row)));
            return items;
        });
    }

    /**
     * The items of which holds are over at {@code time}, in milliseconds since the Unix epoch, or of which an event is due by
     * then; in the order of their ids, from behind {@code after} on, and no more than {@link SaleStatements#HOLDS_PAGE}.
     */
    Future<List<String>> holdsOver(long time, String after) {
        return connections.read(statements.holdsOver(), Tuple.of(time, after)).map(rows -> {
            List<String> items = new ArrayList<>(rows.size());
            rows.forEach(row -> items.add(row.getString("item_id")));
            return items;
        });
    }

    /** The batch of events after number {@code sent}; where that is not known, the one that may not have been sent. */
    Future<RowSet<Row>> nextEvents(@Nullable Long sent) {
        return connections.events(Tuple.tuple().addLong(sent));
    }

    private void forget() {
        long before = clock.millis() - use.keepRefusals().toMillis();
        connections
                .read(statements.forget(), Tuple.of(before))
                .map(rows -> rows.iterator().next().getLong(0) == SaleStatements.MOST_FORGOTTEN)
                .onFailure(failure -> log.debug("old requests are not forgotten yet", failure))
                .otherwise(false)
                .onSuccess(more -> vertx.setTimer(more ? FORGET_MORE_MS : FORGET_EVERY_MS, due -> forget()));
    }

    /** Closes the connections. */
    public Future<Void> close() {
        return connections.close();
    }
}
