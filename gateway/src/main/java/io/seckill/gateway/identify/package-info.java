/**
 * Part of step 1: who sends a request.
 *
 * <p>{@link io.seckill.gateway.identify.Identity} is set up from the settings and gives each event loop an
 * {@link io.seckill.gateway.identify.Identification}: {@code TrustedHeader} believes {@code X-User-Id};
 * {@code BearerTokens} believes a token that one of the {@code TrustedKeys} has signed, which {@code KeyFiles} reads and
 * goes on reading. {@link io.seckill.gateway.identify.AdminGate} guards administration.
 */
@NullMarked
package io.seckill.gateway.identify;

import org.jspecify.annotations.NullMarked;
