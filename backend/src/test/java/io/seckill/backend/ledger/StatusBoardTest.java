package io.seckill.backend.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatusBoardTest {
    private static final long MS = 1_000_000;

    private final StatusBoard board = new StatusBoard(0);

    @Test
    void aDefinitionIsToldAtOnceAndOnce() {
        board.defined("lamp");

        assertThat(take(0)).containsExactly("lamp");
        assertThat(take(300)).isEmpty();
    }

    @Test
    void aChangeAfterAQuietTimeIsToldAtOnce() {
        board.changed("lamp", false);

        assertThat(take(0)).containsExactly("lamp");
    }

    @Test
    void furtherChangesWaitForTheInterval() {
        board.changed("lamp", false);
        take(0);
        board.changed("lamp", false);
        board.changed("rug", false);
        board.changed("lamp", false);

        assertThat(take(199)).isEmpty();
        assertThat(board.nanosToNext(150 * MS)).hasValue(50 * MS);
        assertThat(take(200)).containsExactly("lamp", "rug");
        assertThat(board.nanosToNext(200 * MS)).isEmpty();
    }

    @Test
    void soldOutAndItsEndDoNotWait() {
        board.changed("rug", false);
        take(0);
        board.changed("lamp", true);
        assertThat(take(1)).containsExactly("lamp");
        board.changed("lamp", true);
        assertThat(take(2)).isEmpty();
        board.changed("lamp", false);

        assertThat(take(3)).containsExactly("lamp");
    }

    @Test
    void whatIsToldAtOnceIsNotToldAgainAtTheInterval() {
        board.changed("rug", false);
        take(0);
        board.changed("lamp", false);
        board.changed("lamp", true);
        assertThat(take(1)).containsExactly("lamp");

        assertThat(take(200)).isEmpty();
    }

    /** Tells what is due, of which the lamp is sold out whenever its last change said so. */
    private List<String> take(long millis) {
        List<String> due = board.take(millis * MS);
        due.forEach(item -> board.told(item, millis == 1));
        return due;
    }
}
