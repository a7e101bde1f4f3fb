package io.seckill.gateway.pending;

/** How a request stopped waiting. Every request that was opened has exactly one. */
public enum Ending {
    /** Its result came and was answered. */
    REPLIED,
    /** The wait was over first: answered 202. */
    PENDING_ANSWERED,
    /** It was not queued, or nobody can say whether it was: answered 503 or 504. */
    SEND_FAILED,
    /** The caller hung up. */
    DISCONNECTED,
    /** The gateway stopped: answered 202. */
    DRAINED
}
