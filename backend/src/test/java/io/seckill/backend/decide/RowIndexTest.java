package io.seckill.backend.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowIndexTest {
    private final Map<Integer, Integer> hashes = new HashMap<>(); // by row
    private long asked; // how often a row's hash was needed
    private final RowIndex index = new RowIndex(this::hashOf);

    @Test
    void whateverComesAndGoesIsFoundOrNot() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<Integer> rows = new ArrayList<>();
        for (int row = 0; row < 60_000; row++) {
            add(row, random.nextInt(4) == 0 ? random.nextInt(64) << 20 : random.nextInt());
            rows.add(row);
            if (random.nextInt(3) == 0) {
                int gone = rows.remove(random.nextInt(rows.size()));
                index.remove(hashes.get(gone), gone);
                assertThat(find(gone)).as("row %d", gone).isEqualTo(-1);
                hashes.remove(gone);
            }
        }

        assertThat(rows).allMatch(row -> find(row) == row);
    }

    @Test
    void whatReplacesARowIsFoundInItsPlace() {
        for (int row = 0; row < 10_000; row++) {
            add(row, row * 0x9E3779B9);
        }

        hashes.put(1_000_000, hashes.get(77));
        index.replace(hashes.get(77), 77, 1_000_000);

        assertThat(find(1_000_000)).isEqualTo(1_000_000);
        assertThat(find(77)).isEqualTo(-1);
        assertThat(find(78)).isEqualTo(78);
    }

    @Test
    void rowsOfOneHashAreAllFound() {
        for (int row = 0; row < 5_000; row++) {
            add(row, 12_345);
        }

        assertThat(hashes.keySet()).allMatch(row -> find(row) == row);
    }

    /** In a table that doubled, one row would wait for all the others. */
    @Test
    void noRowWaitsForMoreThanASegmentToMove() {
        Random random = new Random(1);
        long most = 0;
        for (int row = 0; row < 300_000; row++) {
            long before = asked;
            add(row, random.nextInt());
            most = Math.max(most, asked - before);
        }

        assertThat(most).isBetween(1L, 4_096L);
    }

    private void add(int row, int hash) {
        hashes.put(row, hash);
        index.add(hash, row);
    }

    private int find(int row) {
        return index.find(hashes.get(row), found -> found == row);
    }

    private int hashOf(int row) {
        asked++;
        return hashes.get(row);
    }
}
