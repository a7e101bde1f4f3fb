package io.seckill.gateway.auth;

/** What was found out about a bearer token; the same for as long as the keys are. */
sealed interface Verdict permits Token, Verdict.Refused {
    /**
     * It is not to be believed.
     *
     * @param why in our words, so that it needs no escapes
     */
    record Refused(String why) implements Verdict {}
}
