package io.seckill.proof.campaign;

import io.seckill.proof.nemesis.FaultKind;
import java.util.EnumSet;
import java.util.Set;

/** Which faults come. */
public enum Profile {
    /** All kinds; what is installed differs from seed to seed. */
    MIX,
    /** Processes die, or are told to end, and start again. */
    KILL,
    /** Processes stand still for a while. */
    FREEZE,
    /** Links are cut, refuse, delay, and lose what is sent; brokers do not hear each other. */
    NETWORK,
    /** None. */
    CALM;

    /** The kinds that come. */
    Set<FaultKind> faults() {
        return switch (this) {
            case MIX -> EnumSet.allOf(FaultKind.class);
            case KILL -> EnumSet.of(FaultKind.KILL, FaultKind.TERMINATE);
            case FREEZE -> EnumSet.of(FaultKind.FREEZE);
            case NETWORK -> EnumSet.complementOf(EnumSet.of(FaultKind.KILL, FaultKind.TERMINATE, FaultKind.FREEZE));
            case CALM -> EnumSet.noneOf(FaultKind.class);
        };
    }
}
