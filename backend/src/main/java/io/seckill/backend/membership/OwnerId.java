package io.seckill.backend.membership;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of one life of a backend: its consumer's client id, and what its transactional ids begin with. So whoever
 * looks at an open transaction can tell whether its owner is still a member of the group.
 *
 * <p>It is new with every life, because a name that is copied to a second process makes the two fence each other
 * forever; and it begins with the group's name, so that nobody takes another group's transactions for its own.
 */
public record OwnerId(String group, String life) {
    private static final Pattern TRANSACTIONAL_ID = Pattern.compile("(.+)-([0-9a-f]{16})-\\d+");

    /** A name that nobody had: 64 random bits. */
    public static OwnerId next(String group, RandomGenerator random) {
        return new OwnerId(group, HexFormat.of().toHexDigits(random.nextLong()));
    }

    /** Whose transactions those under {@code transactionalId} are; empty where no backend names its own like that. */
    public static Optional<OwnerId> ofTransactionalId(String transactionalId) {
        Matcher form = TRANSACTIONAL_ID.matcher(transactionalId);
        return form.matches() ? Optional.of(new OwnerId(form.group(1), form.group(2))) : Optional.empty();
    }

    /** The transactional id of the owner's producer number {@code turn}. */
    public String transactionalId(int turn) {
        return this + "-" + turn;
    }

    /** The client id. */
    @Override
    public String toString() {
        return group + "-" + life;
    }
}
