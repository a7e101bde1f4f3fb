package io.seckill.proof.mutant;

/** What it takes for a mutant to show. */
public enum Needs {
    /** Clients are enough. */
    CLIENTS,
    /** Processes that are killed. */
    KILLS,
    /** Processes that stand still and go on. */
    FREEZES,
    /** Links that lose what is sent. */
    CUTS
}
