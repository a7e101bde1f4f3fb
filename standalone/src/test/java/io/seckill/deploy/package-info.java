/**
 * What the folders {@code deploy} and {@code bin} hold, held against the tools that it is for and the processes that it is about.
 *
 * <p>{@link io.seckill.deploy.Tool} is such a tool. Where it is not installed its tests are skipped, but in CI they fail.
 */
@NullMarked
package io.seckill.deploy;

import org.jspecify.annotations.NullMarked;
