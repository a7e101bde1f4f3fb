package io.seckill.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LimitsTest {
    @Test
    void anItemIdIsBoundedInLengthAndCharacters() {
        assertThat(Limits.isItemId("A.b_c-9".repeat(9))).isTrue();
        assertThat(Limits.isItemId("x".repeat(Limits.ITEM_ID + 1))).isFalse();
        assertThat(Limits.isItemId("")).isFalse();
        assertThat(Limits.isItemId("a/b")).isFalse();
    }

    @Test
    void anIdIsPrintableAscii() {
        assertThat(Limits.isId(" ~".repeat(Limits.ID / 2))).isTrue();
        assertThat(Limits.isId("x".repeat(Limits.ID + 1))).isFalse();
        assertThat(Limits.isId("\u007f")).isFalse();
        assertThat(Limits.isId("\u00e9")).isFalse();
    }

    @Test
    void aUsersIdHasRoomForAnySubjectOfOpenIdConnect() {
        assertThat(Limits.isUserId("~".repeat(255))).isTrue();
        assertThat(Limits.isUserId("~".repeat(256))).isFalse();
        assertThat(Limits.isUserId("")).isFalse();
        assertThat(Limits.isUserId("\u00e9".repeat(127))).isFalse();
    }

    @Test
    void aTitleIsCountedByCodePoints() {
        String astral = new String(Character.toChars(0x1F600));

        assertThat(Limits.isTitleLength(astral.repeat(Limits.TITLE))).isTrue();
        assertThat(Limits.isTitleLength(astral.repeat(Limits.TITLE + 1))).isFalse();
    }
}
