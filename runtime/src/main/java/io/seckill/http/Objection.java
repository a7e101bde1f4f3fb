package io.seckill.http;

/**
 * Why a request is not served, whatever it asks for.
 *
 * @param kind what to switch on
 * @param detail what to read
 */
public record Objection(Kind kind, String detail) {
    /** The kinds, each with its HTTP status. */
    public enum Kind {
        /** Two readers of this head could read two things. */
        MALFORMED(400),
        /** The host that was asked for is none of this port's. */
        UNKNOWN_HOST(421),
        /** A web page of somebody else wants to change something. */
        FOREIGN_PAGE(403);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }
    }
}
