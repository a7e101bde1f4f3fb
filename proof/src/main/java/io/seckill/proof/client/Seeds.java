package io.seckill.proof.client;

import java.util.Random;

/** Random numbers for each part of a campaign, from one seed. */
public final class Seeds {
    private static final long SPREAD = 0x9E3779B97F4A7C15L; // the golden ratio: neighbouring seeds share nothing

    private Seeds() {}

    /** The random numbers of part {@code number} in the campaign of {@code seed}. */
    public static Random random(long seed, int number) {
        return new Random(seed * SPREAD + number * Long.rotateLeft(SPREAD, 32));
    }
}
