package io.seckill.proof.check.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.proof.check.evidence.Evidence;
import io.seckill.proof.check.evidence.Evidence.Books;
import io.seckill.proof.check.evidence.Kept;
import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.history.History;
import io.seckill.proof.history.Line;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A campaign that real processes have run, with faults: 1,300 commands in four queues. */
class RecordedCampaignTest {
    private static final int EACH = 60; // of as many cases one is looked at: a test takes seconds

    private static History history;
    private static Evidence evidence;

    @BeforeAll
    static void load(@TempDir Path folder) throws IOException {
        for (String file : List.of("history.jsonl", "topics.jsonl")) {
            try (InputStream packed = Objects.requireNonNull(
                    RecordedCampaignTest.class.getResourceAsStream("/campaign/" + file + ".gz"))) {
                Files.copy(new GZIPInputStream(packed), folder.resolve(file));
            }
        }
        history = History.read(folder.resolve("history.jsonl"));
        evidence = Evidence.of(Kept.load(folder));
    }

    @Test
    void itIsBelieved() {
        assertThat(evidence.requests()).hasSizeGreaterThan(1_000);
        assertThat(history.only(Line.Fault.class)).isNotEmpty();

        assertThat(Checker.check(history, evidence)).isEmpty();
    }

    @Test
    void orderThatIsTakenOutOfTheBooksIsMissed() {
        List<String> orders = evidence.books().orders().stream()
                .map(OrderRecord::id)
                .distinct()
                .toList();

        assertThat(every(orders.size()))
                .allSatisfy(number -> assertThat(Checker.check(history, without(orders.get(number))))
                        .as(orders.get(number))
                        .isNotEmpty());
    }

    private static Evidence without(String id) {
        Books books = evidence.books();
        List<OrderRecord> left =
                books.orders().stream().filter(each -> !each.id().equals(id)).toList();
        return new Evidence(
                evidence.requests(),
                evidence.retried(),
                evidence.deadLetters(),
                new Books(left, books.items(), books.refusals(), true),
                evidence.published(),
                evidence.events(),
                evidence.projection(),
                evidence.unreadable());
    }

    @Test
    void purchaseThatWonAndIsSaidToBeSoldOutIsFound() {
        List<Line.Answered> won = history.only(Line.Answered.class).stream()
                .filter(each -> each.status() == 201)
                .toList();

        assertThat(every(won.size()))
                .allSatisfy(number -> assertThat(Checker.check(refusing(won.get(number)), evidence))
                        .as("operation %d", won.get(number).operation())
                        .isNotEmpty());
    }

    private static History refusing(Line.Answered won) {
        List<Line> lines = new ArrayList<>(history.lines());
        lines.set(
                lines.indexOf(won),
                new Line.Answered(won.at(), won.operation(), 409, "{\"code\":\"SOLD_OUT\"}", won.request()));
        return new History(lines);
    }

    private static List<Integer> every(int size) {
        assertThat(size).isGreaterThan(EACH);
        return IntStream.iterate(0, number -> number < size, number -> number + EACH)
                .boxed()
                .toList();
    }
}
