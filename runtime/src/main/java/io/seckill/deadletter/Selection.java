package io.seckill.deadletter;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Which letters are meant: those to which all that is said here applies.
 *
 * @param queue those of this queue
 * @param offset the one at this place among the dead letters of its queue
 * @param item those about this item
 * @param reason those that were given up for just this reason
 */
public record Selection(OptionalInt queue, OptionalLong offset, Optional<String> item, Optional<String> reason) {
    /** Every letter. */
    public static final Selection ALL =
            new Selection(OptionalInt.empty(), OptionalLong.empty(), Optional.empty(), Optional.empty());

    boolean isOf(int number) {
        return queue.isEmpty() || queue.getAsInt() == number;
    }

    /** Where to begin to look, in letters that begin at {@code beginning}. */
    long from(long beginning) {
        return Math.max(beginning, offset.orElse(beginning));
    }

    /** Whether it names a letter by its place: an operator has looked at it. */
    boolean isOne() {
        return offset.isPresent();
    }

    boolean includes(Letter letter) {
        return isOf(letter.queue())
                && offset.orElse(letter.offset()) == letter.offset()
                && item.orElse(letter.item()).equals(letter.item())
                && reason.orElse(letter.reason()).equals(letter.reason());
    }
}
