package io.seckill.backend.parallel.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WindowTest {
    private final Window<String> window = new Window<>(10, 3);

    @Test
    void positionStaysBeforeTheFirstOpenRecord() {
        long first = window.admit(10, "a");
        long second = window.admit(11, "b");

        window.complete(second);
        assertThat(window.position()).isEqualTo(10);
        assertThat(window.holes()).isEqualTo(1);

        window.complete(first);
        assertThat(window.position()).isEqualTo(12);
        assertThat(window.holes()).isZero();
    }

    @Test
    void offsetsThatTheLogLeftOutArePassed() {
        long first = window.admit(10, "a");
        window.admit(15, "b");

        window.complete(first);

        assertThat(window.position()).isEqualTo(15);
    }

    @Test
    void secondCompletionChangesNothing() {
        long first = window.admit(10, "a");
        assertThat(window.complete(first)).isTrue();
        long second = window.admit(11, "b");

        assertThat(window.complete(first)).isFalse();

        assertThat(window.record(second)).isEqualTo("b");
        assertThat(window.position()).isEqualTo(11);
    }

    @Test
    void attemptThatRanLongestIsFoundFirst() {
        long first = window.admit(10, "a");
        long second = window.admit(11, "b");
        window.start(second, 100);
        window.start(first, 200);

        assertThat(window.startedBy(99)).isEqualTo(Window.NONE);
        assertThat(window.startedBy(100)).isEqualTo(second);

        window.stop(second);
        assertThat(window.startedBy(1_000)).isEqualTo(first);
    }

    @Test
    void fullWindowTakesNoMoreUntilItsFirstIsDone() {
        long first = window.admit(10, "a");
        long second = window.admit(11, "b");
        window.admit(12, "c");
        window.complete(second);
        assertThat(window.full()).isTrue();
        assertThatThrownBy(() -> window.admit(13, "d")).isInstanceOf(IllegalStateException.class);

        window.complete(first);

        assertThat(window.full()).isFalse();
    }
}
