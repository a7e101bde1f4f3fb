package io.seckill.proof.nemesis;

import io.seckill.proof.field.Field;
import io.seckill.proof.field.Link;
import io.seckill.proof.field.Part;
import java.util.List;

/**
 * What faults can be put on, by name.
 *
 * @param brokers as {@code broker-0}
 * @param others processes that are no brokers
 * @param links as {@code gateway-0 -> broker-1}
 */
public record Targets(List<String> brokers, List<String> others, List<String> links) {
    /** Of fewer, the rest is no majority. */
    private static final int BROKERS_OF_WHICH_ONE_MAY_GO = 3;

    private static final String BROKER = "broker-";
    private static final String DIALS = " -> ";

    /** Copies the lists. */
    public Targets {
        brokers = List.copyOf(brokers);
        others = List.copyOf(others);
        links = List.copyOf(links);
    }

    static Targets of(Field field) {
        return new Targets(
                field.parts().stream()
                        .filter(part -> part.role() == Part.Role.BROKER)
                        .map(Part::name)
                        .toList(),
                field.parts().stream()
                        .filter(part -> part.role() != Part.Role.BROKER)
                        .map(Part::name)
                        .toList(),
                field.links().stream().map(Link::name).toList());
    }

    /** Those of a kind of fault; none where it would leave less than a majority of brokers. */
    List<String> of(FaultKind kind, boolean brokerProcess) {
        boolean oneMayGo = brokers.size() >= BROKERS_OF_WHICH_ONE_MAY_GO;
        return switch (kind.aim()) {
            case PROCESS -> brokerProcess && oneMayGo ? brokers : others;
            case LINK -> links;
            case BROKER -> oneMayGo ? brokers : List.of();
        };
    }

    /** Whether {@code target} is a broker, or the way from one to another. */
    static boolean isOfBrokers(String target) {
        String dialled = target.substring(target.indexOf(DIALS) < 0 ? 0 : target.indexOf(DIALS) + DIALS.length());
        return target.startsWith(BROKER) && dialled.startsWith(BROKER);
    }

    /** Whether {@code link} goes from or to {@code broker}, and to or from another one. */
    static boolean isBetween(String broker, String link) {
        return isOfBrokers(link) && (link.startsWith(broker + DIALS) || link.endsWith(DIALS + broker));
    }
}
