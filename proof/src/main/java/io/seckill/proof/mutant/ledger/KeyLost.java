package io.seckill.proof.mutant.ledger;

import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.proof.mutant.Needs;
import io.seckill.proof.mutant.Plant;
import io.seckill.v1.LedgerRecord;
import net.bytebuddy.asm.Advice;

/** A ledger that is loaded has orders without their idempotency keys. */
@Plant(
        name = "key-lost",
        breaks =
                "An order binds its idempotency key: the new owner of a queue does not know the keys of earlier orders.",
        type = "io.seckill.backend.decide.Ledger",
        method = "restoreOrder",
        needs = Needs.KILLS,
        foundBy = {"OneOrderPerKey", "OneOutcomePerKey", "OrdersLiveOnce"},
        seconds = 15)
@SuppressWarnings("UnusedVariable") // what is assigned here is used where this is inlined
public final class KeyLost {
    /** Takes the key out of the record. */
    @Advice.OnMethodEnter
    public static void forget(@Advice.Argument(value = 0, readOnly = false) byte[] record) {
        record = withoutKey(record);
    }

    /** The same order without its key; anything else as it is. */
    public static byte[] withoutKey(byte[] record) {
        try {
            LedgerRecord.Builder entry = LedgerRecord.parseFrom(record).toBuilder();
            if (!entry.hasOrder()) {
                return record;
            }
            entry.getOrderBuilder().clearIdempotencyKey();
            return entry.build().toByteArray();
        } catch (InvalidProtocolBufferException e) {
            return record; // the ledger says what is wrong with it
        }
    }

    private KeyLost() {}
}
