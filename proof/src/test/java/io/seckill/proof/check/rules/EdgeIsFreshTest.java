package io.seckill.proof.check.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.proof.check.Violation;
import io.seckill.proof.check.evidence.Evidence;
import io.seckill.proof.check.evidence.QueuedCommand;
import io.seckill.proof.history.Line;
import java.util.List;
import org.junit.jupiter.api.Test;

class EdgeIsFreshTest {
    private static final String RULE = "EdgeIsFresh";
    private static final String BROKER = "broker-0";
    private static final String BACKEND = "backend-0";

    private final Recording record = new Recording();

    EdgeIsFreshTest() {
        record.put("plenty", 100, 10, 0);
        record.put("scarce", 1, 5, 0);
        record.buy("ben", "scarce", 1, null);
        record.publishAll(); // scarce is sold out
        record.rest(1_000);
    }

    private void restock() {
        record.put("scarce", 5, 5, 0);
    }

    private void laterSomethingIsDecidedAndTold() {
        record.rest(2_000);
        record.buy("ada", "plenty", 1, null);
        record.rest(6_000);
    }

    private List<String> rulesBroken(Evidence evidence) {
        record.edge("cy", "scarce", 1, 409, "SOLD_OUT");
        return Checker.check(record.history(), evidence).stream()
                .map(Violation::rule)
                .toList();
    }

    @Test
    void whatMayNotBeKnownYetIsBelieved() {
        restock();
        record.rest(6_000); // its owner may be gone, and nobody may decide

        assertThat(rulesBroken(record.evidence())).isEmpty();
    }

    @Test
    void ownerThatDecidesHasTold() {
        restock();
        record.fault("freeze", BACKEND, true);
        laterSomethingIsDecidedAndTold();

        assertThat(rulesBroken(record.evidence())).containsExactly(RULE);
    }

    @Test
    void brokerThatHearsNothingMayShowWhatItHad() {
        record.fault("partition", BROKER, true);
        restock();
        laterSomethingIsDecidedAndTold();

        assertThat(rulesBroken(record.evidence())).isEmpty();
    }

    @Test
    void brokerThatIsBackShowsAll() {
        record.fault("partition", BROKER, true);
        restock();
        record.fault("partition", BROKER, false);
        record.rest(6_000);
        laterSomethingIsDecidedAndTold();

        assertThat(rulesBroken(record.evidence())).containsExactly(RULE);
    }

    @Test
    void statusOfRowsMayComeLateWhileItsBackendIsStruck() {
        record.fault("freeze", BACKEND, true);
        restock();
        laterSomethingIsDecidedAndTold();

        assertThat(rulesBroken(record.evidenceOfRows())).isEmpty();
    }

    @Test
    void statusOfRowsThatWasTellableIsKnown() {
        restock();
        record.rest(7_000);

        assertThat(rulesBroken(record.evidenceOfRows())).containsExactly(RULE);
    }

    @Test
    void answerThatCameBeforeTheAppendSaysNothingOfTheTime() {
        restock();
        String late = record.buy("ada", "plenty", 1, null);
        record.requests.replaceAll(each -> each.request().equals(late) ? later(each) : each);
        record.lines.replaceAll(line -> line instanceof Line.Answered answered && late.equals(answered.request())
                ? new Line.Answered(line.at(), answered.operation(), 202, "{}", late)
                : line);
        laterSomethingIsDecidedAndTold();

        assertThat(rulesBroken(record.evidence())).containsExactly(RULE);
    }

    private static QueuedCommand later(QueuedCommand each) {
        return new QueuedCommand(
                each.place(),
                each.partition(),
                each.offset(),
                each.timestamp() + 500,
                each.key(),
                each.headers(),
                each.command());
    }
}
