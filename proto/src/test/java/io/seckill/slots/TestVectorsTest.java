package io.seckill.slots;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds this build against the test vectors that docs/slots.md gives to writers of other ones. */
class TestVectorsTest {
    /** One line of the document. */
    record Vector(String key, int slot, int ofFive, int ofTen, int moduloFive) {}

    static Stream<Vector> vectors() throws IOException {
        return Files.readAllLines(Path.of("../docs/slots.md")).stream()
                .dropWhile(line -> !line.startsWith("key,"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("```"))
                .map(line -> line.split(","))
                .map(cells ->
                        new Vector(cells[0], number(cells[1]), number(cells[2]), number(cells[3]), number(cells[4])));
    }

    private static int number(String cell) {
        return Integer.parseInt(cell);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void keyHasTheSlotAndTheQueuesOfTheDocument(Vector vector) {
        SlotMap five = SlotMap.first(5);

        assertThat(Slots.slotOf(vector.key)).isEqualTo(vector.slot);
        assertThat(five.queueOf(vector.key)).isEqualTo(vector.ofFive);
        assertThat(five.grown(10).queueOf(vector.key)).isEqualTo(vector.ofTen);
        assertThat(new Modulo(5).queueOf(vector.key)).isEqualTo(vector.moduloFive);
    }
}
