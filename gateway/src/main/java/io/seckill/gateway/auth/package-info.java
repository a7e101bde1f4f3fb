/**
 * Part of step 1: who sends a request.
 *
 * <p>{@link io.seckill.gateway.auth.Authentication} is set up from the settings and gives each event loop an
 * {@link io.seckill.gateway.auth.Authenticator}: {@code HeaderAuthenticator} believes {@code X-User-Id};
 * {@code BearerAuthenticator} believes a token. {@link io.seckill.gateway.auth.AdminAuthorizer} guards administration. Both speak
 * of a {@link io.seckill.gateway.auth.Caller}, whose id keeps to {@link io.seckill.gateway.auth.UserId}.
 *
 * <p>A token that was not seen before waits in the {@code VerificationQueue} for a {@code TokenVerifier}, whose {@code Verdict} the
 * {@code Keys} remember. {@code TrustedKeys} are the newest {@code Keys} that {@code KeyFiles} could read, with {@code Jwks} for
 * key sets and {@code KeyServer} for one that is fetched. {@code TokenMeters} counts.
 */
@NullMarked
package io.seckill.gateway.auth;

import org.jspecify.annotations.NullMarked;
