package io.seckill.backend.decide;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.v1.Item;
import io.seckill.v1.ItemState;
import io.seckill.v1.Outcome;
import io.seckill.v1.PutItem;
import java.util.List;

/**
 * What operators make of items: to define one, to change its definition or its state, to delete it. A closed item never
 * changes again.
 */
final class ItemRules {
    private final OrderBook book;
    private final Deletions deletions;

    ItemRules(OrderBook book, Deletions deletions) {
        this.book = book;
        this.deletions = deletions;
    }

    Decision put(LoggedCommand asked) {
        PutItem put = asked.command().getPutItem();
        ItemLedger item = book.of(asked.command().getItemId());
        if (item.state() == ItemState.ITEM_STATE_CLOSED) {
            return Decision.told(asked, Outcome.OUTCOME_ITEM_CLOSED);
        }
        if (Integer.toUnsignedLong(put.getStock()) < item.sold()) {
            return Decision.told(asked.answer(Outcome.OUTCOME_STOCK_BELOW_SOLD).setItem(item.status()));
        }
        Item definition = item.definition().orElse(Item.getDefaultInstance()).toBuilder()
                .setItemId(item.itemId())
                .setTitle(put.getTitle())
                .setStock(put.getStock())
                .setOpensAt(put.getOpensAt() == 0 ? asked.appendedAt() : put.getOpensAt())
                .setClosesAt(put.getClosesAt())
                .setPerUserLimit(put.getPerUserLimit())
                .setHoldMillis(put.getHoldMillis())
                .setVersion(book.versionAfter(asked))
                .build();
        return define(asked, item, definition);
    }

    Decision changeState(LoggedCommand asked) {
        ItemLedger item = book.find(asked.command().getItemId());
        if (item == null || !item.defined()) {
            return Decision.told(asked, Outcome.OUTCOME_UNKNOWN_ITEM);
        }
        ItemState to = asked.command().getChangeState().getTo();
        if (item.state() == to) {
            return Decision.told(asked.answer(Outcome.OUTCOME_ITEM_STORED).setItem(item.status()));
        }
        if (item.state() == ItemState.ITEM_STATE_CLOSED) {
            return Decision.told(asked, Outcome.OUTCOME_ITEM_CLOSED);
        }
        Item definition = item.definition().orElseThrow().toBuilder()
                .setState(to)
                .setVersion(book.versionAfter(asked))
                .build();
        return define(asked, item, definition);
    }

    /** At once as far as anybody can see; what is in the ledger's topic is forgotten after that. */
    Decision delete(LoggedCommand asked) {
        ItemLedger item = book.find(asked.command().getItemId());
        if (item == null || !item.defined()) {
            return Decision.told(asked, Outcome.OUTCOME_UNKNOWN_ITEM);
        }
        if (!item.isOverAt(asked.appendedAt()) || item.reserved() > 0) {
            return Decision.told(asked, Outcome.OUTCOME_ITEM_NOT_CLOSED);
        }
        LedgerEntry deleted = deletions.begin(book.remove(item.itemId()), book.versionAfter(asked));
        return new Decision(asked.answer(Outcome.OUTCOME_ITEM_DELETED).build(), List.of(deleted));
    }

    private static Decision define(LoggedCommand asked, ItemLedger item, Item definition) {
        item.define(definition);
        return new Decision(
                asked.answer(Outcome.OUTCOME_ITEM_STORED).setItem(item.status()).build(),
                List.of(LedgerEntry.of(definition)));
    }
}
