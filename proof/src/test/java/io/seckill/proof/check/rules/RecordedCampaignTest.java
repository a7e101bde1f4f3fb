package io.seckill.proof.check.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.proof.check.RecordedCampaign;
import io.seckill.proof.check.evidence.Evidence;
import io.seckill.proof.check.evidence.Evidence.Books;
import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.history.Call;
import io.seckill.proof.history.History;
import io.seckill.proof.history.Line;
import io.seckill.proof.history.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checker on a campaign that real processes have run. */
class RecordedCampaignTest {
    private static final int EACH = 40; // of as many cases one is looked at: a test takes seconds

    private static RecordedCampaign campaign;
    private static History history;
    private static Evidence evidence;

    @BeforeAll
    static void load(@TempDir Path folder) throws IOException {
        campaign = RecordedCampaign.load(folder);
        history = campaign.history();
        evidence = campaign.evidence();
    }

    @Test
    void itHasSomethingOfEverything() {
        assertThat(history.only(Line.Fault.class)).extracting(Line.Fault::kind).contains("kill", "freeze");
        assertThat(history.only(Line.Lost.class)).isNotEmpty();
        assertThat(history.only(Line.Answered.class))
                .anyMatch(answer -> answer.status() == 409 && answer.body().contains("SOLD_OUT"));
        Map<Call, List<Operation>> keyed = history.operations().stream()
                .filter(operation -> operation.call().key() != null)
                .collect(Collectors.groupingBy(Operation::call));
        assertThat(keyed.values())
                .as("askers again")
                .anyMatch(same -> same.stream()
                        .anyMatch(first ->
                                same.stream().anyMatch(again -> again.asked().at() > first.end())));
        assertThat(evidence.requests()).hasSizeGreaterThan(500);
    }

    @Test
    void itIsBelieved() {
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
        return campaign.telling(won, 409, "{\"code\":\"SOLD_OUT\"}");
    }

    private static List<Integer> every(int size) {
        assertThat(size).isGreaterThan(EACH);
        return IntStream.iterate(0, number -> number < size, number -> number + EACH)
                .boxed()
                .toList();
    }
}
