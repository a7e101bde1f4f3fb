/**
 * The others in a backend's warm-up: {@link io.seckill.backend.warm.RehearsedCommands} are what gateways would send, and
 * {@link io.seckill.backend.warm.RehearsedGateway} takes the results.
 */
@NullMarked
package io.seckill.backend.warm;

import org.jspecify.annotations.NullMarked;
