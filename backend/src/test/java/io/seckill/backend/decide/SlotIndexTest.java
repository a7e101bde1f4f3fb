package io.seckill.backend.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SlotIndexTest {
    /** Few hashes, so that many entries share a neighbourhood, at both ends of the slots. */
    @Property
    void findsWhatWasAddedAndNotRemovedHoweverCrowded(
            @ForAll List<@IntRange(max = 150) Integer> toggled, @ForAll @IntRange(min = 1, max = 40) int hashes) {
        SlotIndex index = new SlotIndex();
        Map<Integer, Integer> model = new HashMap<>();
        for (int entry : toggled) {
            int hash = entry % hashes - 3;
            if (model.remove(entry) == null) {
                index.add(hash, entry);
                model.put(entry, hash);
            } else {
                index.remove(hash, entry);
            }
        }

        for (int entry = 0; entry <= 150; entry++) {
            int wanted = entry;
            int expected = model.containsKey(entry) ? entry : -1;
            assertThat(index.find(entry % hashes - 3, found -> found == wanted)).isEqualTo(expected);
        }
    }

    @Property
    void toRemoveWhatIsNotThereChangesNothing(@ForAll @IntRange(max = 20) int entry) {
        SlotIndex index = new SlotIndex();
        index.add(5, 3);
        index.remove(5, entry + 4);
        index.remove(6, 3);

        assertThat(index.find(5, found -> true)).isEqualTo(3);
    }
}
