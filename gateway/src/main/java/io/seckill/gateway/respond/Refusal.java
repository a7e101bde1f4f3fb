package io.seckill.gateway.respond;

/**
 * A request that ends before it is registered.
 *
 * @param code what to switch on
 * @param detail what to read: which field, what would do
 * @param retryAfter seconds after which asking again makes sense, or 0 where the code alone says
 */
public record Refusal(Code code, String detail, long retryAfter) {
    /** A refusal to which time makes no difference, or none that is known. */
    public Refusal(Code code, String detail) {
        this(code, detail, 0);
    }
}
