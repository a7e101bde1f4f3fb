/**
 * Part of step 1: who sends a request.
 *
 * <p>{@link io.seckill.gateway.auth.Authentication} is set up from the settings and gives each event loop an
 * {@link io.seckill.gateway.auth.Authenticator}: {@code HeaderAuthenticator} believes {@code X-User-Id};
 * {@code BearerAuthenticator} believes a token that one of the {@code TrustedKeys} has signed, which {@code KeyFiles} reads and
 * goes on reading. {@link io.seckill.gateway.auth.AdminAuthorizer} guards administration.
 */
@NullMarked
package io.seckill.gateway.auth;

import org.jspecify.annotations.NullMarked;
