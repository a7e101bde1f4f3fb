package io.seckill.gateway.operate;

import io.seckill.gateway.http.CommandSender;
import io.seckill.gateway.http.SentCommand;
import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.BulkFailure;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.respond.RefusedException;
import io.seckill.gateway.respond.Replies;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.v1.PutItem;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Definitions of many items, under way a window at a time; owned by the event loop of its connection.
 *
 * <p>Each goes the way of a single one. As many are sent as may be under way; each that ends lets the next one go.
 */
public final class BulkPut {
    /** Items in one call: a catalogue of a shop, at some thousand a second. The first past it and all after it are not read. */
    private static final int MAX_ITEMS = 20_000;

    /** Definitions under way at once; the rest waits. Enough to keep every queue busy, and far fewer than may be pending. */
    private static final int IN_FLIGHT = 256;

    /** How often, at the most, a call waits for all that is under way before it is over. */
    public static final int TURNS = MAX_ITEMS / IN_FLIGHT + 1;

    private final CommandSender sender;
    private final Replies replies;
    private final HttpServerResponse response;
    private final Iterator<JsonObject> definitions;
    private final GatewaySettings settings;
    private final Consumer<Runnable> later;
    private final List<BulkFailure> failures = new ArrayList<>();
    private int read;
    private int stored;
    private int underWay;
    private boolean turnIsDue;

    /** Puts {@code definitions} through {@code sender}, answering by {@code replies}; {@code later} runs something in a later turn of the loop. */
    BulkPut(
            CommandSender sender,
            Replies replies,
            HttpServerResponse response,
            Iterator<JsonObject> definitions,
            GatewaySettings settings,
            Consumer<Runnable> later) {
        this.sender = sender;
        this.replies = replies;
        this.response = response;
        this.definitions = definitions;
        this.settings = settings;
        this.later = later;
    }

    /** Has the next definitions sent in a turn of their own, so that a long body does not hold up the loop. */
    void goOn() {
        if (!turnIsDue) {
            turnIsDue = true;
            later.accept(this::turn);
        }
    }

    private void turn() {
        turnIsDue = false;
        for (int i = 0; i < IN_FLIGHT && underWay < IN_FLIGHT && hasNext(); i++) {
            next();
        }
        if (hasNext()) {
            if (underWay < IN_FLIGHT) {
                goOn();
            }
        } else if (underWay == 0) {
            replies.answers().defined(stored, failures).send(response, null);
        }
    }

    /** Whether another definition is to be read; none is once the caller has gone, or past the bound. */
    private boolean hasNext() {
        return read <= MAX_ITEMS && definitions.hasNext() && !response.closed();
    }

    private void next() {
        int number = ++read;
        if (number > MAX_ITEMS) {
            fail(
                    number,
                    "",
                    Code.TOO_LARGE,
                    "at most " + MAX_ITEMS + " items in one call; this and all after it were not read");
            return;
        }
        String itemId = "";
        try {
            JsonObject definition = definitions.next();
            itemId = ItemForm.takeItemId(definition);
            send(number, itemId, ItemForm.parse(itemId, definition));
        } catch (IllegalArgumentException e) {
            fail(number, itemId, Code.INVALID_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private void fail(int number, String itemId, Code code, String detail) {
        failures.add(BulkFailure.of(number, itemId, new Refusal(code, detail)));
    }

    private void send(int number, String itemId, PutItem item) {
        try {
            SentCommand sent = sender.send(
                    ItemChange.definition(itemId, item),
                    settings.purchase().maxWait().toMillis());
            underWay++;
            sent.result().onComplete((result, none) -> ended(number, itemId, sent.answer(result, replies)));
        } catch (RefusedException refused) {
            failures.add(BulkFailure.of(number, itemId, refused.refusal().answer()));
        }
    }

    private void ended(int number, String itemId, Answer answer) {
        underWay--;
        if (answer.isDone()) {
            stored++;
        } else {
            failures.add(BulkFailure.of(number, itemId, answer));
        }
        goOn();
    }
}
