package io.seckill.backend.decide.memory;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Rows of a table of orders by their user, ended or not, the one added last first: 8 bytes a row and an index.
 */
public final class UserChains {
    private static final int NONE = -1;

    private final HashIndex latest = new HashIndex();
    private int[] earlier; // the user's row before, plus one; 0 for none
    private int[] later; // the user's row after, likewise

    /** Chains of no row, with room for {@code rows}. */
    public UserChains(int rows) {
        earlier = new int[rows];
        later = new int[rows];
    }

    /** Makes room for {@code rows}. */
    public void grow(int rows) {
        earlier = Arrays.copyOf(earlier, rows);
        later = Arrays.copyOf(later, rows);
    }

    /** Takes {@code row} of the user with {@code hash} who has the rows that {@code isOfUser} says. */
    public void add(int row, int hash, IntPredicate isOfUser) {
        int before = latest.find(hash, isOfUser);
        earlier[row] = before + 1;
        later[row] = 0;
        if (before == NONE) {
            latest.add(hash, row);
        } else {
            later[before] = row + 1;
            latest.replace(hash, before, row);
        }
    }

    /** Forgets {@code row} of a user with {@code hash}. */
    public void remove(int row, int hash) {
        int before = earlier[row];
        int after = later[row];
        if (before != 0) {
            later[before - 1] = after;
        }
        if (after != 0) {
            earlier[after - 1] = before;
        } else if (before != 0) {
            latest.replace(hash, row, before - 1);
        } else {
            latest.remove(hash, row);
        }
    }

    /** The rows of that user, the one added last first. */
    public IntStream rows(int hash, IntPredicate isOfUser) {
        return IntStream.iterate(latest.find(hash, isOfUser), row -> row != NONE, row -> earlier[row] - 1);
    }
}
