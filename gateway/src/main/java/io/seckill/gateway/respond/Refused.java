package io.seckill.gateway.respond;

import org.jspecify.annotations.Nullable;

/** How a request's future fails where the request is refused. Without a stack trace: nothing broke. */
public final class Refused extends RuntimeException {
    private final PreparedRefusal refusal;

    /** Refuses as {@code refusal} says. */
    public Refused(PreparedRefusal refusal) {
        super(refusal.code().name(), null, false, false);
        this.refusal = refusal;
    }

    /** The same, of a refusal whose answer is yet to be made. */
    public Refused(Refusal refusal) {
        this(new PreparedRefusal(refusal));
    }

    /** Refuses input for {@code detail}, which says what is wrong with it. */
    public static Refused invalid(String detail) {
        return new Refused(new Refusal(Code.INVALID_REQUEST, detail));
    }

    /** Throws {@code objection}, where there is one. */
    public static void on(@Nullable PreparedRefusal objection) {
        if (objection != null) {
            throw new Refused(objection);
        }
    }

    /** What to answer. */
    public PreparedRefusal refusal() {
        return refusal;
    }
}
