package io.seckill.proof.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.proof.client.Operator.Errand;
import io.seckill.proof.client.Shop.Item;
import io.seckill.proof.client.Visit.After;
import io.seckill.proof.client.Visit.Manner;
import io.seckill.proof.history.Call;
import io.seckill.slots.SlotMap;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScriptTest {
    private static final int QUEUES = 4;
    private static final int GATEWAYS = 2;
    private static final int MANY = 1_000;

    private final Shop shop = new Shop(QUEUES);

    @Test
    void visitsAreAFunctionOfSeedAndNumber() {
        assertThat(visits(7, 3))
                .isEqualTo(visits(7, 3))
                .isNotEqualTo(visits(7, 4))
                .isNotEqualTo(visits(8, 3));
    }

    @Test
    void errandsAreAFunctionOfSeedAndNumber() {
        assertThat(errands(7, 3)).isEqualTo(errands(7, 3)).isNotEqualTo(errands(8, 3));
    }

    @Test
    void everyItemIsVisitedInEveryManner() {
        List<Visit> visits = visits(1, 1);

        assertThat(visits).extracting(Visit::manner).contains(Manner.values());
        assertThat(visits).extracting(Visit::after).contains(After.values());
        assertThat(visits).extracting(visit -> visit.gateway()).containsOnly(0, 1);
        assertThat(visits)
                .extracting(Visit::item)
                .containsAll(shop.items().stream()
                        .filter(item -> item.kind() != Shop.Kind.PROBE)
                        .toList())
                .doesNotContainAnyElementsOf(shop.items(Shop.Kind.PROBE));
    }

    @Test
    void onlyWhatHasAKeyIsAskedTwice() {
        assertThat(visits(1, 1))
                .filteredOn(visit -> visit.manner() == Manner.TWICE)
                .isNotEmpty()
                .allMatch(visit -> visit.key() != null);
    }

    @Test
    void someComeBackWithAKeyThatTheyHaveUsed() {
        Set<String> keys = new HashSet<>();

        List<Visit> repeated = visits(1, 1).stream()
                .filter(visit -> visit.key() != null && !keys.add(visit.key()))
                .toList();

        assertThat(repeated).hasSizeGreaterThan(MANY / 20);
    }

    @Test
    void pauseAndResumeOfAnItemTakeTurns() {
        String item = shop.items(Shop.Kind.PAUSED).get(0).id();

        List<Call.Kind> kinds = errands(1, 1).stream()
                .map(Errand::call)
                .filter(call -> call.item().equals(item))
                .map(Call::kind)
                .toList();

        assertThat(kinds).hasSizeGreaterThan(10).startsWith(Call.Kind.PAUSE);
        assertThat(kinds.stream().filter(Call.Kind.PAUSE::equals).count())
                .isBetween(kinds.size() / 2L, kinds.size() / 2L + 1);
    }

    @Test
    void itemsLiveInTheQueuesThatTheyAreFor() {
        SlotMap map = SlotMap.first(QUEUES);

        assertThat(shop.items())
                .hasSize(QUEUES * Shop.Kind.values().length)
                .allMatch(item -> map.queueOf(item.id().getBytes(StandardCharsets.UTF_8)) == item.queue());
        assertThat(shop.items()).extracting(Item::id).doesNotHaveDuplicates();
    }

    private List<Visit> visits(long seed, int number) {
        Script script = new Script(seed, number, shop, GATEWAYS);
        return Stream.generate(script::next).limit(MANY).toList();
    }

    private List<Errand> errands(long seed, int number) {
        Operator.Script script = new Operator.Script(seed, number, shop, GATEWAYS);
        return Stream.generate(script::next).limit(MANY).toList();
    }
}
