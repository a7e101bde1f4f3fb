package io.seckill.backend.postgres;

import io.seckill.backend.engine.Attempt;
import io.seckill.backend.engine.Handler;
import io.seckill.backend.engine.UnavailableException;
import io.seckill.backend.postgres.PurchaseBatcher.Purchase;
import io.seckill.v1.Command;
import io.seckill.v1.Item;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides commands by statements of PostgreSQL. Thread-safe. */
public final class PostgresStore implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresStore.class);

    private static final long FORGET_EVERY_MS = 60_000;
    private static final int STATEMENTS_CACHED = 32;

    /** Calls of one statement at the most where it met itself, or another one for the same user, at work. */
    private static final int MAX_CALLS = 5;

    /** Unique key, serialization, deadlock: it met another one, and all it did was taken back. */
    private static final Set<String> MET_ANOTHER = Set.of("23505", "40001", "40P01");

    private static final String CANCELLED = "57014";

    private final Vertx vertx;
    private final PostgresSettings settings;
    private final SqlClient client;
    private final InstantSource clock;
    private final Consumer<List<Item>> changed;
    private final PurchaseBatcher purchases;

    /**
     * A store whose connections open when they are needed.
     *
     * @param changed hears of items that have changed, on any thread
     */
    public PostgresStore(Vertx vertx, PostgresSettings settings, InstantSource clock, Consumer<List<Item>> changed) {
        this.vertx = vertx;
        this.settings = settings;
        this.clock = clock;
        this.changed = changed;
        // A pooled client and no pool: only that one sends many statements on one connection without waiting.
        this.client = PgBuilder.client()
                .with(new PoolOptions().setMaxSize(settings.connections()))
                .with(transport(settings))
                .connectingTo(connection(settings))
                .using(vertx)
                .build();
        this.purchases = new PurchaseBatcher(settings.connections(), settings.batch(), this::buyAll);
        vertx.setPeriodic(FORGET_EVERY_MS, tick -> forget());
    }

    private static NetClientOptions transport(PostgresSettings settings) {
        NetClientOptions options = new NetClientOptions();
        options.setConnectTimeout((int) settings.connectTimeout().toMillis());
        options.setTcpKeepAlive(true).setTcpUserTimeout((int) settings.silence().toMillis());
        return options;
    }

    private static PgConnectOptions connection(PostgresSettings settings) {
        PgConnectOptions options = new PgConnectOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setDatabase(settings.database())
                .setUser(settings.user())
                .setPassword(settings.password())
                .setPipeliningLimit(settings.pipelining());
        options.setCachePreparedStatements(true).setPreparedStatementCacheMaxSize(STATEMENTS_CACHED);
        options.setProperties(Map.of(
                "application_name",
                "seckill-backend",
                "search_path",
                settings.schema(),
                "lock_timeout",
                Long.toString(settings.lockTimeout().toMillis()),
                "statement_timeout",
                Long.toString(settings.statementTimeout().toMillis())));
        return options;
    }

    /** Brings the tables up to date; fails where PostgreSQL cannot be reached, and may then be called again. */
    public Future<Void> open() {
        return vertx.executeBlocking(() -> {
            Migrations.apply(settings);
            return null;
        });
    }

    @Override
    public Future<Result> decide(Attempt attempt) {
        Command command = attempt.command();
        long now = Math.max(clock.millis(), attempt.recorded().appendedAt());
        boolean expired = command.getExpiresAt() != 0 && now > command.getExpiresAt();
        return switch (command.getActionCase()) {
            case PURCHASE -> bought(new Purchase(attempt, expired));
            case PUT_ITEM ->
                expired
                        ? Future.succeededFuture(
                                attempt.answer(Outcome.OUTCOME_EXPIRED).build())
                        : told(attempt, Statements.DEFINE, Statements.define(attempt));
            case LOOKUP -> told(attempt, Statements.LOOK_UP, Statements.lookUp(attempt));
            case CONFIRM, CANCEL ->
                told(attempt, Statements.ASK, Statements.ask(attempt, Question.of(command), expired));
            case SHOW_ORDER -> // Whatever its time to live: "expired" would be taken for an answer.
                told(attempt, Statements.ASK, Statements.ask(attempt, Question.of(command), false));
            case EXPIRE_HOLDS ->
                endHolds(attempt)
                        .map(ended ->
                                attempt.answer(Outcome.OUTCOME_UNSPECIFIED).build());
            case SEAL, AWAIT, ACTION_NOT_SET -> Future.failedFuture("what is no command about an item was let through");
        };
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
            case PURCHASE -> told(attempt, Statements.REJECT, Statements.purchase(attempt));
            case CONFIRM, CANCEL ->
                told(attempt, Statements.REJECT_ASK, Statements.about(attempt, Question.of(command)));
            case PUT_ITEM -> told(attempt, Statements.REJECT_DEFINE, Statements.definition(attempt));
            default -> Handler.super.reject(attempt);
        };
    }

    @Override
    public Future<?> probe() {
        return client.query(Statements.SIGN_OF_LIFE).execute();
    }

    /** Decides in a batch; one whose batch failed by itself, because what stood in the way may concern another one of them. */
    private Future<Result> bought(Purchase purchase) {
        Attempt attempt = purchase.attempt();
        Tuple arguments = Statements.buy(attempt, purchase.expired());
        return purchases.decide(purchase).transform(decided -> {
            if (decided.succeeded()) {
                return settled(attempt, decided.result(), Statements.BUY, arguments);
            }
            return decided.cause() instanceof UnavailableException
                    ? Future.failedFuture(decided.cause())
                    : told(attempt, Statements.BUY, arguments);
        });
    }

    private Future<List<Row>> buyAll(List<Purchase> batch) {
        return call(Statements.BUY_ALL, Statements.buyAll(batch), MAX_CALLS).map(rows -> {
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

    /** What {@code statement} decides. */
    private Future<Result> told(Attempt attempt, String statement, Tuple arguments) {
        return decided(attempt, statement, arguments).compose(told -> settled(attempt, told, statement, arguments));
    }

    /** Holds that are over and matter to {@code statement} are ended first, in their own transaction. */
    private Future<Result> settled(Attempt attempt, Row told, String statement, Tuple arguments) {
        return Rows.isOutdated(attempt, told)
                ? endHolds(attempt).compose(ended -> told(attempt, statement, arguments))
                : Future.succeededFuture(Rows.result(attempt, told));
    }

    /** Ends all holds of the command's item that are over by the log's time. */
    private Future<Void> endHolds(Attempt attempt) {
        return decided(attempt, Statements.END_HOLDS, Statements.endHolds(attempt))
                .compose(told -> told.getBoolean("changed") ? endHolds(attempt) : Future.succeededFuture());
    }

    private Future<Row> decided(Attempt attempt, String statement, Tuple arguments) {
        return call(statement, arguments, 1).map(rows -> {
            Row told = rows.iterator().next();
            if (Boolean.TRUE.equals(told.getBoolean("changed"))) {
                changed.accept(List.of(Rows.item(attempt.command().getItemId(), told)));
            }
            return told;
        });
    }

    private Future<RowSet<Row>> call(String statement, Tuple arguments, int calls) {
        return client.preparedQuery(statement).execute(arguments).recover(failure -> {
            if (failure instanceof PgException refused) {
                String state = String.valueOf(refused.getSqlState());
                if (MET_ANOTHER.contains(state) && calls < MAX_CALLS) {
                    return call(statement, arguments, calls + 1);
                }
                if (!meansAbsence(refused)) {
                    return Future.failedFuture(failure);
                }
            }
            return Future.failedFuture(new UnavailableException("PostgreSQL: " + failure.getMessage(), failure));
        });
    }

    /**
     * Whether {@code refused} says nothing of the statement: it ended the connection, or did not let one begin (FATAL),
     * or is of a class of SQLSTATE that means so: 53 no resources, 57 stopped by an operator, 58 the system.
     */
    private static boolean meansAbsence(PgException refused) {
        String state = String.valueOf(refused.getSqlState());
        boolean timedOut = state.equals(CANCELLED); // this statement's own trouble
        return !timedOut && (String.valueOf(refused.getSeverity()).equals("FATAL") || state.matches("(53|57|58).*"));
    }

    /** Every item as it now is. */
    public Future<List<Item>> items() {
        return client.query(Statements.ITEMS).execute().map(rows -> {
            List<Item> items = new ArrayList<>(rows.size());
            rows.forEach(row -> items.add(Rows.item(row.getString("item_id"), row)));
            return items;
        });
    }

    /**
     * The items of which holds are over at {@code time}, in milliseconds since the Unix epoch; in the order of their ids, from
     * behind {@code after} on, and no more than {@link Statements#HOLDS_PAGE}.
     */
    Future<List<String>> holdsOver(long time, String after) {
        return client.preparedQuery(Statements.HOLDS_OVER)
                .execute(Tuple.of(time, after))
                .map(rows -> {
                    List<String> items = new ArrayList<>(rows.size());
                    rows.forEach(row -> items.add(row.getString("item_id")));
                    return items;
                });
    }

    private void forget() {
        long before = clock.millis() - settings.keepRefusals().toMillis();
        client.preparedQuery(Statements.FORGET)
                .execute(Tuple.of(before))
                .onFailure(failure -> LOG.debug("old requests are not forgotten yet", failure));
    }

    /** Closes the connections. */
    public Future<Void> close() {
        return client.close();
    }
}
