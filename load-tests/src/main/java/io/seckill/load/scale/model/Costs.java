package io.seckill.load.scale.model;

import io.seckill.load.measure.Role;
import java.io.IOException;
import java.io.Reader;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * What was measured: the processor time of each process, and its pauses.
 *
 * @param byRole of each process
 * @param purchasesPerPause purchases between two collections of a process: a heap that is full of young garbage
 * @param besideShare of the cost of a batch, the part that no purchase waits for: other threads do it meanwhile, or later
 */
public record Costs(Map<Role, Cost> byRole, double purchasesPerPause, double besideShare) {
    /**
     * Of one process.
     *
     * @param perPurchase microseconds of processor time for each purchase
     * @param perBatch microseconds for each batch, however small: requests, transactions, wake-ups
     * @param longestPauseMicros the longest stop of all its threads
     */
    public record Cost(double perPurchase, double perBatch, double longestPauseMicros) {}

    /** Copies. */
    public Costs {
        byRole = Map.copyOf(byRole);
    }

    /** Of the process that is {@code role}. */
    public Cost of(Role role) {
        Cost cost = byRole.get(role);
        if (cost == null) {
            throw new IllegalArgumentException("no costs of the " + role.label());
        }
        return cost;
    }

    /** The same but for the longest pauses, in milliseconds, of those of which any is known. */
    public Costs withPauses(Map<Role, Double> millis) {
        Map<Role, Cost> changed = new EnumMap<>(byRole);
        millis.forEach((role, longest) -> {
            if (longest > 0) {
                changed.put(role, new Cost(of(role).perPurchase(), of(role).perBatch(), longest * 1_000));
            }
        });
        return new Costs(changed, purchasesPerPause, besideShare);
    }

    /** Reads what {@link #text} wrote. */
    public static Costs read(Reader file) throws IOException {
        Properties values = new Properties();
        values.load(file);
        Map<Role, Cost> byRole = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            byRole.put(
                    role,
                    new Cost(
                            number(values, role.label() + ".perPurchase"),
                            number(values, role.label() + ".perBatch"),
                            number(values, role.label() + ".longestPause")));
        }
        return new Costs(byRole, number(values, "purchasesPerPause"), number(values, "besideShare"));
    }

    private static double number(Properties values, String name) {
        String value = values.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException("the costs lack " + name);
        }
        return Double.parseDouble(value);
    }

    /** As a file of properties; times are microseconds. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Role role : Role.values()) {
            Cost cost = of(role);
            text.append(String.format(
                    Locale.ROOT,
                    "%1$s.perPurchase=%2$.2f%n%1$s.perBatch=%3$.1f%n%1$s.longestPause=%4$.0f%n",
                    role.label(),
                    cost.perPurchase(),
                    cost.perBatch(),
                    cost.longestPauseMicros()));
        }
        return text.append(String.format(
                        Locale.ROOT, "purchasesPerPause=%.0f%nbesideShare=%.2f%n", purchasesPerPause, besideShare))
                .toString();
    }
}
