package io.seckill.e2e.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.v1.Command;
import java.util.List;

/** What gateways have queued. */
public final class Commands {
    private Commands() {}

    /** All commands in the request topic. */
    public static List<Command> read(String bootstrapServers) {
        return Ledger.records(bootstrapServers, "seckill.requests").stream()
                .map(record -> parse(record.value()))
                .toList();
    }

    private static Command parse(byte[] value) {
        try {
            return Command.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("no command in the request topic", e);
        }
    }
}
