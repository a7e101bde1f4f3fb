package io.seckill.backend.parallel.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.backend.fixture.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The window against a model that keeps a list of everything and looks at all of it. */
class WindowPropertyTest {
    private static final int STEPS = 2_000;

    private enum Stage {
        WAITING,
        RUNNING,
        COMPLETED
    }

    private static final class Entry {
        final long ticket;
        final long offset;
        Stage stage = Stage.WAITING;
        long startedAt;
        long startNumber;

        Entry(long ticket, long offset) {
            this.ticket = ticket;
            this.offset = offset;
        }
    }

    /** All there ever was, in the order of offsets. */
    private static final class Model {
        final List<Entry> entries = new ArrayList<>();
        final long start;
        long starts;

        Model(long start) {
            this.start = start;
        }

        long position() {
            return entries.stream()
                    .filter(entry -> entry.stage != Stage.COMPLETED)
                    .mapToLong(entry -> entry.offset)
                    .findFirst()
                    .orElseGet(this::end);
        }

        long end() {
            return entries.isEmpty() ? start : entries.get(entries.size() - 1).offset + 1;
        }

        int size() {
            long position = position();
            return (int)
                    entries.stream().filter(entry -> entry.offset >= position).count();
        }

        List<Entry> in(Stage stage) {
            return entries.stream().filter(entry -> entry.stage == stage).toList();
        }

        long holes() {
            long lastCompleted = in(Stage.COMPLETED).stream()
                    .mapToLong(entry -> entry.offset)
                    .max()
                    .orElse(-1);
            return entries.stream()
                    .filter(entry -> entry.stage != Stage.COMPLETED && entry.offset < lastCompleted)
                    .count();
        }

        long startedBy(long latest) {
            return in(Stage.RUNNING).stream()
                    .min(Comparator.comparingLong(entry -> entry.startNumber))
                    .filter(entry -> entry.startedAt <= latest)
                    .map(entry -> entry.ticket)
                    .orElse(Window.NONE);
        }
    }

    @Test
    void agreesWithTheModel() {
        Seeds.forEach(100, WindowPropertyTest::compareWithTheModel);
    }

    private static void compareWithTheModel(Random random) {
        int span = 1 + random.nextInt(300);
        int patience = random.nextInt(6);
        Model model = new Model(7);
        Window<Long> window = new Window<>(7, span);
        for (long now = 0; now < STEPS; now++) {
            step(random, now, patience, model, window);
            assertThat(window.position()).isEqualTo(model.position());
            assertThat(window.size()).isEqualTo(model.size()).isLessThanOrEqualTo(span);
            assertThat(window.running()).isEqualTo(model.in(Stage.RUNNING).size());
            assertThat(window.holes()).isEqualTo((int) model.holes());
            assertThat(window.open())
                    .isEqualTo(model.entries.size() - model.in(Stage.COMPLETED).size());
            assertThat(window.startedBy(now - 20)).isEqualTo(model.startedBy(now - 20));
            forget(model);
        }
    }

    private static void step(Random random, long now, int patience, Model model, Window<Long> window) {
        List<Entry> waiting = model.in(Stage.WAITING);
        List<Entry> running = model.in(Stage.RUNNING);
        switch (random.nextInt(4 + patience)) {
            case 0 ->
                running.stream()
                        .skip(random.nextInt(running.size() + 1))
                        .findFirst()
                        .ifPresent(entry -> {
                            entry.stage = Stage.WAITING;
                            window.stop(entry.ticket);
                        });
            case 1 ->
                model.entries.stream()
                        .skip(random.nextInt(model.entries.size() + 1))
                        .findFirst()
                        .ifPresent(entry -> {
                            assertThat(window.complete(entry.ticket)).isEqualTo(entry.stage != Stage.COMPLETED);
                            entry.stage = Stage.COMPLETED;
                        });
            case 2, 3 -> {
                if (!waiting.isEmpty()) {
                    Entry entry = waiting.get(random.nextInt(waiting.size()));
                    entry.stage = Stage.RUNNING;
                    entry.startedAt = now;
                    entry.startNumber = model.starts++;
                    window.start(entry.ticket, now);
                }
            }
            default -> {
                if (!window.full()) {
                    long offset = model.end() + (random.nextInt(10) == 0 ? random.nextInt(5) : 0);
                    model.entries.add(new Entry(window.admit(offset, offset), offset));
                }
            }
        }
    }

    /** Keeps the model fast: of what is passed, the latest will do. */
    private static void forget(Model model) {
        long position = model.position();
        while (model.entries.size() > 20 && model.entries.get(10).offset < position) {
            model.entries.remove(0);
        }
    }

    @Test
    void keepsWhatWasPutInHoweverItGrows() {
        Seeds.forEach(50, WindowPropertyTest::growAnywhere);
    }

    private static void growAnywhere(Random random) {
        int before = 1 + random.nextInt(1_000);
        Window<Long> window = new Window<>(0, 5_000);
        List<Long> tickets = new ArrayList<>();
        for (int i = 0; i < before; i++) { // moves the ring's beginning
            window.complete(window.admit(i, (long) i));
        }
        for (long offset = before; !window.full(); offset += 1 + random.nextInt(2)) {
            tickets.add(window.admit(offset, offset));
        }
        assertThat(tickets).hasSize(5_000).isSorted();
        for (long ticket : tickets) {
            assertThat(window.position()).isEqualTo(window.record(ticket));
            window.complete(ticket);
        }
        assertThat(window.size()).isZero();
    }
}
