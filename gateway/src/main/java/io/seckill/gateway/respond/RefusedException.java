package io.seckill.gateway.respond;

import org.jspecify.annotations.Nullable;

/** How a request's future fails where the request is refused. Without a stack trace: nothing broke. */
public final class RefusedException extends RuntimeException {
    private final PreparedRefusal refusal;

    /** Refuses as {@code refusal} says. */
    public RefusedException(PreparedRefusal refusal) {
        super(refusal.code().name(), null, false, false);
        this.refusal = refusal;
    }

    /** The same, of a refusal whose answer is yet to be made. */
    public RefusedException(Refusal refusal) {
        this(new PreparedRefusal(refusal));
    }

    /** Refuses input for {@code detail}, which says what is wrong with it. */
    public static RefusedException invalid(String detail) {
        return new RefusedException(new Refusal(Code.INVALID_REQUEST, detail));
    }

    /** Throws {@code objection}, where there is one. */
    public static void on(@Nullable PreparedRefusal objection) {
        if (objection != null) {
            throw new RefusedException(objection);
        }
    }

    /** What to answer. */
    public PreparedRefusal refusal() {
        return refusal;
    }
}
