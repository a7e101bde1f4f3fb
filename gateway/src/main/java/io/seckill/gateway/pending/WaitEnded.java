package io.seckill.gateway.pending;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** How a wait fails that ends without a result. One for each {@link Ending}, made once: none has a stack trace. */
public final class WaitEnded extends RuntimeException {
    private static final Map<Ending, WaitEnded> ALL = new EnumMap<>(Ending.class);

    static {
        for (Ending ending : Ending.values()) {
            ALL.put(ending, new WaitEnded(ending));
        }
    }

    private final Ending ending;

    private WaitEnded(Ending ending) {
        super(ending.name(), null, false, false);
        this.ending = ending;
    }

    /** The failure of a wait that ended by {@code ending}. */
    public static WaitEnded by(Ending ending) {
        return Objects.requireNonNull(ALL.get(ending));
    }

    /** Why it ended. */
    public Ending ending() {
        return ending;
    }
}
