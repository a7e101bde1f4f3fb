package io.seckill.load.micro;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.decide.Decision;
import io.seckill.backend.decide.Ledger;
import io.seckill.v1.Command;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The backend's decisions on commands that are already decoded, with so many orders in the ledger. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LedgerBenchmark {
    private static final int BUYERS = 1 << 16;
    private static final int PLENTY = Integer.MAX_VALUE;
    private static final long SEED = 42;

    /** Orders that the ledger holds before. */
    @Param({"0", "1000000"})
    int orders;

    private final Commands commands = new Commands();
    private final Command[] buyers =
            IntStream.range(0, BUYERS).mapToObj(commands::purchase).toArray(Command[]::new);
    private Ledger open = new Ledger(SEED);
    private Ledger soldOut = new Ledger(SEED);
    private long offset;

    /** Two ledgers with the same orders: one has stock, the other none. */
    @Setup(Level.Iteration)
    public void fill() {
        open = filled(PLENTY);
        soldOut = filled(orders);
        for (Command buyer : buyers) {
            open.decide(recorded(buyer), Commands.now());
        }
    }

    private Ledger filled(int stock) {
        Ledger ledger = new Ledger(SEED);
        ledger.decide(recorded(commands.sale(stock)), Commands.now());
        for (int user = 0; user < orders; user++) {
            ledger.decide(recorded(commands.purchase(BUYERS + user)), Commands.now());
        }
        return ledger;
    }

    private LoggedCommand recorded(Command command) {
        return new LoggedCommand(command, 0, offset++, Commands.now());
    }

    private Command buyer() {
        return buyers[(int) (offset & (BUYERS - 1))];
    }

    /** Somebody gets a unit. The ledger grows: a fresh user's command is made for each, which counts too. */
    @Benchmark
    public Decision accept() {
        return open.decide(recorded(commands.purchase(offset + PLENTY)), Commands.now());
    }

    /** What {@link #accept} spends on making the command: subtract it. */
    @Benchmark
    public LoggedCommand acceptBaseline() {
        return recorded(commands.purchase(offset + PLENTY));
    }

    /** A command comes a second time and is told the same. */
    @Benchmark
    public Decision replay() {
        return open.decide(recorded(buyer()), Commands.now());
    }

    /** Nothing is left. */
    @Benchmark
    public Decision soldOut() {
        return soldOut.decide(recorded(buyer()), Commands.now());
    }

    /** The sale has not begun. */
    @Benchmark
    public Decision notStarted() {
        return open.decide(new LoggedCommand(buyer(), 0, offset++, 0), Commands.now());
    }
}
