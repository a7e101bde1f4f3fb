package io.seckill.backend.projection;

/** A position in the table is not where this projector left it: another one has gone on. Nothing was written. */
final class OvertakenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OvertakenException() {
        super("another projector has gone on from here");
    }
}
