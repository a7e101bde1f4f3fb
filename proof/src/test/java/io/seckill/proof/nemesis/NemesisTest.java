package io.seckill.proof.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class NemesisTest {
    private static final Duration DURATION = Duration.ofMinutes(1);
    private static final List<String> LINKS =
            List.of("gateway-0 -> broker-0", "backend-0 -> gateway-0", "broker-0 -> broker-1", "broker-1 -> broker-2");
    private static final List<String> OTHERS = List.of("gateway-0", "backend-0");
    private static final Targets THREE = new Targets(List.of("broker-0", "broker-1", "broker-2"), OTHERS, LINKS);

    private static List<PlannedFault> drawn(long seed, Targets targets) {
        return Schedule.draw(new Random(seed), targets, EnumSet.allOf(FaultKind.class), DURATION);
    }

    private static List<PlannedFault> drawnByManySeeds(Targets targets) {
        return LongStream.range(0, 200)
                .mapToObj(seed -> drawn(seed, targets))
                .flatMap(List::stream)
                .toList();
    }

    @Test
    void theSameSeedDrawsTheSameFaults() {
        assertThat(drawn(7, THREE)).hasSizeGreaterThan(5).isEqualTo(drawn(7, THREE));
        assertThat(drawn(7, THREE)).isNotEqualTo(drawn(8, THREE));
    }

    @Test
    void mostFaultsAreShortAndSomeOutlastSessions() {
        List<PlannedFault> lasting = drawnByManySeeds(THREE).stream()
                .filter(fault -> !fault.kind().isOverAtOnce())
                .toList();

        assertThat(lasting)
                .filteredOn(fault -> fault.length().toMillis() <= 1_000)
                .hasSizeGreaterThan(lasting.size() / 2);
        assertThat(lasting)
                .filteredOn(fault -> fault.length().toMillis() > 3_000)
                .hasSizeGreaterThan(lasting.size() / 10);
    }

    @Test
    void nothingGoesOnWhileServiceIsAwaited() {
        List<PlannedFault> faults = drawn(7, THREE);

        assertThat(faults)
                .filteredOn(PlannedFault::waits)
                .isNotEmpty()
                .allSatisfy(waits -> assertThat(faults)
                        .filteredOn(other -> other.begin().compareTo(waits.begin()) < 0)
                        .allMatch(other -> other.end().compareTo(waits.begin()) < 0));
    }

    @Test
    void everyKindOfFaultComesUp() {
        assertThat(drawnByManySeeds(THREE).stream().map(PlannedFault::kind).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(FaultKind.values());
        assertThat(drawnByManySeeds(THREE).stream().map(PlannedFault::target).collect(Collectors.toSet()))
                .containsAll(THREE.brokers())
                .containsAll(THREE.others())
                .containsAll(THREE.links());
    }

    @Test
    void ofThreeBrokersTwoAlwaysHearEachOther() {
        for (long seed = 0; seed < 200; seed++) {
            List<PlannedFault> brokers = drawn(seed, THREE).stream()
                    .filter(PlannedFault::isOfBrokers)
                    .toList();
            for (int i = 1; i < brokers.size(); i++) {
                assertThat(brokers.get(i).begin())
                        .as("seed " + seed)
                        .isGreaterThanOrEqualTo(brokers.get(i - 1).end());
            }
        }
    }

    @Test
    void noBrokerGoesWhereTheRestIsNoMajority() {
        Targets one = new Targets(List.of("broker-0"), OTHERS, List.of("gateway-0 -> broker-0"));

        assertThat(drawnByManySeeds(one)).isNotEmpty().noneMatch(PlannedFault::isOfBrokers);
    }

    @Test
    void faultsAreOverAtTheEndAndNeverMoreThanTwoAtATime() {
        for (long seed = 0; seed < 200; seed++) {
            List<PlannedFault> faults = drawn(seed, THREE);
            assertThat(faults).allSatisfy(fault -> assertThat(fault.end()).isLessThanOrEqualTo(DURATION));
            for (PlannedFault fault : faults) {
                assertThat(faults.stream()
                                .filter(other -> other.begin().compareTo(fault.begin()) <= 0
                                        && other.end().compareTo(fault.begin()) > 0))
                        .as("seed " + seed)
                        .hasSizeLessThanOrEqualTo(2);
            }
        }
    }
}
