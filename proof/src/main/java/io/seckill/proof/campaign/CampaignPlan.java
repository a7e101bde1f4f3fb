package io.seckill.proof.campaign;

import io.seckill.proof.field.FieldPlan;
import java.time.Duration;
import java.util.Locale;

/**
 * What a campaign is to be.
 *
 * @param field what is installed
 * @param length for how long faults come
 * @param buyers how many buy at the same time
 */
public record CampaignPlan(Profile profile, FieldPlan field, Duration length, int buyers) {
    /** Some 300 operations a second, where nothing is in their way. */
    public static final int BUYERS = 30;

    /** In a few words. */
    String installation() {
        return profile.name().toLowerCase(Locale.ROOT)
                + ' '
                + field.store().name().toLowerCase(Locale.ROOT)
                + ' '
                + field.brokers()
                + (field.brokers() == 1 ? " broker" : " brokers")
                + (field.projector() ? " projector" : "");
    }
}
