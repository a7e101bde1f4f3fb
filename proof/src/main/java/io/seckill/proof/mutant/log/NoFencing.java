package io.seckill.proof.mutant.log;

import io.seckill.proof.mutant.Needs;
import io.seckill.proof.mutant.Plant;
import net.bytebuddy.asm.Advice;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;

/** Positions are committed without the group's generation. */
@Plant(
        name = "no-fencing",
        breaks = "A former owner writes nothing: its transactions say no generation, so the broker takes them.",
        type = "io.seckill.backend.commit.TransactionWriter",
        method = "commit",
        needs = Needs.FREEZES,
        foundBy = {"OrdersLiveOnce", "DecidedInOrder"},
        seconds = 15)
@SuppressWarnings({"UnusedVariable", "removal"}) // inlined elsewhere; only consumers are meant to make members
public final class NoFencing {
    /** Makes the member nobody in particular. */
    @Advice.OnMethodEnter
    public static void forget(@Advice.Argument(value = 1, readOnly = false) ConsumerGroupMetadata member) {
        member = new ConsumerGroupMetadata(member.groupId());
    }

    private NoFencing() {}
}
