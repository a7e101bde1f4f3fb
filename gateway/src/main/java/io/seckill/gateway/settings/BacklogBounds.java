package io.seckill.gateway.settings;

import java.time.Duration;

/**
 * How long a line may be, as the wait that it means.
 *
 * @param spike in a line that was short a moment ago
 * @param standing in one that has not been short for {@code standingAfter}; what is longer than {@code spike} means no more
 * @param standingAfter how long a spike may last
 */
public record BacklogBounds(Duration spike, Duration standing, Duration standingAfter) {}
