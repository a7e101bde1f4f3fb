package io.seckill.load.micro;

import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.v1.Command;
import io.seckill.v1.Order;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import io.seckill.v1.ResultBatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to write a command and a result, and to read them; results come in batches. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class WireBenchmark {
    private static final int BATCH = 100;

    private final Commands commands = new Commands();
    private final byte[] command = commands.purchase(1).toByteArray();
    private final Result result = accepted();
    private final byte[] batch = batch().toByteArray();
    private long user;

    /** A command, made and encoded. */
    @Benchmark
    public byte[] encodeCommand() {
        return commands.purchase(user++).toByteArray();
    }

    /** A command, decoded. */
    @Benchmark
    public Command decodeCommand() throws InvalidProtocolBufferException {
        return Command.parseFrom(command);
    }

    /** A result, as its share of a batch, encoded. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public byte[] encodeResult() {
        return batch().toByteArray();
    }

    /** A result, as its share of a batch, decoded. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public ResultBatch decodeResult() throws InvalidProtocolBufferException {
        return ResultBatch.parseFrom(batch);
    }

    private ResultBatch batch() {
        ResultBatch.Builder results = ResultBatch.newBuilder();
        for (int i = 0; i < BATCH; i++) {
            results.addResults(result);
        }
        return results.build();
    }

    private Result accepted() {
        Command bought = commands.purchase(2);
        return Result.newBuilder()
                .setRequestId(bought.getRequestId())
                .setGatewayEpoch(bought.getGatewayEpoch())
                .setOutcome(Outcome.OUTCOME_ACCEPTED)
                .setOrder(Order.newBuilder()
                        .setOrderId(bought.getRequestId())
                        .setUserId(bought.getUserId())
                        .setItemId(bought.getItemId())
                        .setQuantity(1)
                        .setDecidedAt(Commands.now()))
                .setQueue(3)
                .setOffset(1_234_567)
                .build();
    }
}
