package io.seckill.proof.nemesis;

import java.util.Locale;

/** What can be done to a field, and to which part of it. */
public enum FaultKind {
    /** SIGKILL, and later a new start. */
    KILL(Aim.PROCESS),
    /** SIGTERM, and later a new start. */
    TERMINATE(Aim.PROCESS),
    /** SIGSTOP, and later SIGCONT. */
    FREEZE(Aim.PROCESS),
    /** All connections of a link end by RST. Over at once. */
    CUT(Aim.LINK),
    /** The same, and no new ones are let in. */
    REFUSE(Aim.LINK),
    /** Everything takes longer. */
    DELAY(Aim.LINK),
    /** What goes there vanishes. */
    BLACKHOLE_THERE(Aim.LINK),
    /** What comes back vanishes. */
    BLACKHOLE_BACK(Aim.LINK),
    /** All vanishes. */
    BLACKHOLE(Aim.LINK),
    /** Connections that are idle now are dead for ever, and nobody is told. Over at once. */
    FORGET_IDLE(Aim.LINK),
    /** A broker and the others hear nothing of each other; clients reach all of them. */
    PARTITION(Aim.BROKER);

    /** What a fault is put on. */
    enum Aim {
        PROCESS,
        LINK,
        BROKER
    }

    private final Aim aim;

    FaultKind(Aim aim) {
        this.aim = aim;
    }

    Aim aim() {
        return aim;
    }

    boolean isOverAtOnce() {
        return this == CUT || this == FORGET_IDLE;
    }

    /** As a history has it: {@code forget-idle}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
