package io.seckill.e2e.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.v1.Command;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;

/** What gateways have queued. */
public final class Commands {
    private Commands() {}

    /** All commands in the request topic. */
    public static List<Command> read(String bootstrapServers) {
        return Ledger.records(bootstrapServers, "seckill.requests").stream()
                .map(record -> parse(record.value()))
                .toList();
    }

    /** The names of the headers that each command's record has, by the command's request id. */
    public static Map<String, List<String>> headersByRequest(String bootstrapServers) {
        return Ledger.records(bootstrapServers, "seckill.requests").stream()
                .collect(Collectors.toMap(
                        record -> parse(record.value()).getRequestId(),
                        record -> Stream.of(record.headers().toArray())
                                .map(Header::key)
                                .toList()));
    }

    private static Command parse(byte[] value) {
        try {
            return Command.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("no command in the request topic", e);
        }
    }
}
