package io.seckill.backend.decide.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.seckill.backend.fixture.Seeds;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashIndexTest {
    /** Two new segments take half of it; a table of as many entries as below would take megabytes at once. */
    private static final long MOST_BYTES_AT_ONCE = 128 * 1024;

    private final HashIndex index = new HashIndex();

    /** Few hashes, so that many entries share a neighbourhood, at both ends of the slots. */
    @Test
    void findsWhatWasAddedAndNotRemovedHoweverCrowded() {
        Seeds.forEach(1_000, HashIndexTest::crowd);
    }

    private static void crowd(Random random) {
        int hashes = 1 + random.nextInt(40);
        HashIndex crowded = new HashIndex();
        Map<Integer, Integer> model = new HashMap<>();
        for (int toggles = random.nextInt(256); toggles > 0; toggles--) {
            int entry = random.nextInt(151);
            int hash = entry % hashes - 3;
            if (model.remove(entry) == null) {
                crowded.add(hash, entry);
                model.put(entry, hash);
            } else {
                crowded.remove(hash, entry);
            }
        }

        for (int entry = 0; entry <= 150; entry++) {
            int wanted = entry;
            int expected = model.containsKey(entry) ? entry : -1;
            assertThat(crowded.find(entry % hashes - 3, found -> found == wanted))
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20})
    void toRemoveWhatIsNotThereChangesNothing(int entry) {
        HashIndex one = new HashIndex();
        one.add(5, 3);
        one.remove(5, entry + 4);
        one.remove(6, 3);

        assertThat(one.find(5, found -> true)).isEqualTo(3);
    }

    @Test
    void whateverComesAndGoesInManySegmentsIsFoundOrNot() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Map<Integer, Integer> hashes = new HashMap<>();
        List<Integer> entries = new ArrayList<>();
        for (int entry = 0; entry < 60_000; entry++) {
            int hash = random.nextInt(4) == 0 ? random.nextInt(64) << 20 : random.nextInt();
            hashes.put(entry, hash);
            index.add(hash, entry);
            entries.add(entry);
            if (random.nextInt(3) == 0) {
                int gone = entries.remove(random.nextInt(entries.size()));
                index.remove(hashes.get(gone), gone);
                assertThat(find(hashes.get(gone), gone)).as("entry %d", gone).isEqualTo(-1);
            }
        }

        assertThat(entries).allMatch(entry -> find(hashes.get(entry), entry) == entry);
    }

    @Test
    void whatReplacesAnEntryIsFoundInItsPlace() {
        IntStream.range(0, 10_000).forEach(entry -> index.add(spread(entry), entry));

        index.replace(spread(77), 77, 1_000_000);

        assertThat(find(spread(77), 1_000_000)).isEqualTo(1_000_000);
        assertThat(find(spread(77), 77)).isEqualTo(-1);
        assertThat(find(spread(78), 78)).isEqualTo(78);
    }

    @Test
    void entriesOfOneHashAreAllFound() {
        IntStream.range(0, 5_000).forEach(entry -> index.add(12_345, entry));

        assertThat(IntStream.range(0, 5_000)).allMatch(entry -> find(12_345, entry) == entry);
    }

    /** In a table that doubles, one entry waits for all the others; what is moved is allotted anew. */
    @Test
    void noEntryWaitsForMoreThanASegmentToMove() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Random random = new Random(1);
        long most = 0;
        for (int entry = 0; entry < 300_000; entry++) {
            int hash = random.nextInt();
            long before = threads.getCurrentThreadAllocatedBytes();
            index.add(hash, entry);
            most = Math.max(most, threads.getCurrentThreadAllocatedBytes() - before);
        }

        assertThat(most).isBetween(1L, MOST_BYTES_AT_ONCE);
    }

    private int find(int hash, int wanted) {
        return index.find(hash, entry -> entry == wanted);
    }

    private static int spread(int entry) {
        return entry * 0x9E3779B9;
    }
}
