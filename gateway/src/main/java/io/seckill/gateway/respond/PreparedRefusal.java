package io.seckill.gateway.respond;

/**
 * A refusal whose answer is made once and sent many times.
 *
 * @param code what to count it as
 * @param answer what to send
 */
public record PreparedRefusal(Code code, Answer answer) {
    /** Makes the answer of {@code refusal}. */
    public PreparedRefusal(Refusal refusal) {
        this(refusal.code(), Answers.refused(refusal));
    }

    /** Makes the answer of a refusal for {@code code}. */
    public PreparedRefusal(Code code, String detail) {
        this(new Refusal(code, detail));
    }
}
