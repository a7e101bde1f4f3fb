package io.seckill.gateway.respond;

/**
 * A refusal whose answer is made once and sent many times.
 *
 * @param code what to count it as
 * @param answer what to send
 * @param byEdge whether it is a purchase's outcome, told in place of the queue
 */
public record PreparedRefusal(Code code, Answer answer, boolean byEdge) {
    /** A refusal for {@code code} by {@code answer}, in place of the queue. */
    public static PreparedRefusal byEdge(Code code, Answer answer) {
        return new PreparedRefusal(code, answer, true);
    }

    /** Makes the answer of {@code refusal}. */
    public PreparedRefusal(Refusal refusal) {
        this(refusal.code(), Answers.refused(refusal), false);
    }

    /** Makes the answer of a refusal for {@code code}. */
    public PreparedRefusal(Code code, String detail) {
        this(new Refusal(code, detail));
    }
}
