package io.seckill.backend.parallel.lane;

import io.micrometer.core.instrument.MeterRegistry;
import io.seckill.slots.OrderingKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes lanes out of what was found at a take-over. */
public final class Lanes {
    /** Records of one queue in the retry queue, all in memory; past it the queue takes no new ones. */
    private static final int MAX_RETRYING = 10_000;

    private final OrderingKey orderingKey;
    private final EngineSettings settings;
    private final HandlerAvailability dependency;
    private final LanePort outlet;
    private final MeterRegistry registry;
    private final int maxRetrying;

    /** A maker of lanes whose keys are by {@code orderingKey}, and which reach the world through {@code outlet}. */
    public Lanes(
            OrderingKey orderingKey,
            EngineSettings settings,
            HandlerAvailability dependency,
            LanePort outlet,
            MeterRegistry registry) {
        this(orderingKey, settings, dependency, outlet, registry, MAX_RETRYING);
    }

    /** For a test that fills the retry queue. */
    Lanes(
            OrderingKey orderingKey,
            EngineSettings settings,
            HandlerAvailability dependency,
            LanePort outlet,
            MeterRegistry registry,
            int maxRetrying) {
        this.orderingKey = orderingKey;
        this.settings = settings;
        this.dependency = dependency;
        this.outlet = outlet;
        this.registry = registry;
        this.maxRetrying = maxRetrying;
    }

    /** The lane of {@code queue} as its former owner left it. */
    public Lane open(int queue, TakeOver found) {
        Map<Long, TakeOver.Copy> latest = new TreeMap<>(); // by origin; a record tried again has a newer copy
        found.copies().forEach(copy -> latest.put(copy.task().recorded.offset(), copy));
        RetryQueue retries = new RetryQueue(found.retryPosition(), maxRetrying, latest.size());
        List<TakeOver.Copy> seated = new ArrayList<>(latest.values());
        seated.sort(Comparator.comparingLong(TakeOver.Copy::offset));
        seated.forEach(copy -> retries.seat(copy.task(), copy.offset()));
        Lane lane = new Lane(
                new Lane.Where(queue, found.position(), new LaneKeyOwnership.Keys(orderingKey, found.table())),
                retries,
                settings,
                dependency,
                outlet,
                new LaneMeters(registry, queue));
        lane.restore(latest.values().stream().map(TakeOver.Copy::task).toList());
        return lane;
    }
}
