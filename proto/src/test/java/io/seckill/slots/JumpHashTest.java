package io.seckill.slots;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JumpHashTest {
    @Test
    void keyStaysOrMovesToTheNewBucket() {
        for (long key = 0; key < 10_000; key++) {
            for (int buckets = 1; buckets < 50; buckets++) {
                assertThat(JumpHash.bucketOf(key, buckets + 1)).isIn(JumpHash.bucketOf(key, buckets), buckets);
            }
        }
    }

    /** Values of the code in the paper. */
    @ParameterizedTest
    @CsvSource({"0, 1, 0", "0, 10, 0", "1, 10, 6", "256, 1024, 520", "10863919174838991, 11, 6", "256, 11, 3"})
    void agreesWithOtherImplementations(long key, int buckets, int bucket) {
        assertThat(JumpHash.bucketOf(key, buckets)).isEqualTo(bucket);
    }
}
